/** The shape of a parsed filter; `pos` is the 0-based character in the text where the node starts. */
import type { OperatorName } from './operators.js';

/** Functions that change a field's value before it is compared; val() marks a field on the right side. */
export const TRANSFORMER_NAMES = ['tolower', 'toupper', 'b64', 'basename', 'len', 'val'] as const;
export type TransformerName = (typeof TRANSFORMER_NAMES)[number];

/** A field with its argument, as written. */
export interface FieldNode {
  readonly kind: 'field';
  readonly pos: number;
  /** Dotted name, possibly with a .argument at its end. */
  readonly name: string;
  /** The text in [ ]; null without brackets. */
  readonly arg: string | null;
}

export interface CallNode {
  readonly kind: 'call';
  readonly pos: number;
  readonly name: TransformerName;
  readonly of: Operand;
}

/** Left side of a comparison, or a right side that is not a literal. */
export type Operand = FieldNode | CallNode;

export interface LiteralNode {
  readonly kind: 'literal';
  readonly pos: number;
  readonly text: string;
}

export interface ListNode {
  readonly kind: 'list';
  readonly pos: number;
  readonly items: readonly LiteralNode[];
}

export type RightSide = LiteralNode | ListNode | Operand;

export interface CheckNode {
  readonly kind: 'check';
  readonly pos: number;
  /** The filter text that `pos` and the positions below refer to: a composed tree has nodes of several texts. */
  readonly text: string;
  /** The comparison as it is written. */
  readonly source: string;
  readonly left: Operand;
  readonly operator: OperatorName;
  readonly operatorPos: number;
  /** Null for exists. */
  readonly right: RightSide | null;
}

export interface NotNode {
  readonly kind: 'not';
  readonly pos: number;
  readonly child: Ast;
}

export interface GroupNode {
  readonly kind: 'and' | 'or';
  readonly pos: number;
  readonly children: readonly Ast[];
}

export type Ast = CheckNode | NotNode | GroupNode;
