import { TextError } from '../errors.js';
import { DEFAULT_FIELD_OPTIONS, FieldArgError } from '../fields/field.js';
import { findFieldReference } from '../fields/field-reference.js';
import { checkValue } from '../fields/known-values.js';
import { didYouMean } from '../fields/nearest-names.js';
import type { FieldRegistry } from '../fields/registry.js';
import type { Ast, CheckNode, FieldNode, LiteralNode, Operand, TransformerName } from './ast.js';
import { FAMILIES, type Family } from './families.js';
import { type Literal, LiteralError, parseHexBytes, parseLiteral } from './literals.js';
import { bindUse, type FieldUse, isListWithoutArg, typeOfUse } from './operand.js';
import { getOperator, type OperatorName } from './operators.js';
import { canTransform } from './transformers.js';

/** One comparison whose field, operator and values fit together. */
export interface CheckedTest {
  readonly kind: 'test';
  /** As it is written in the filter. */
  readonly source: string;
  readonly left: FieldUse;
  readonly isList: boolean;
  readonly family: Family;
  readonly operator: OperatorName;
  readonly literals: readonly Literal[];
  /** Field on the right side; null if there are literals. */
  readonly right: FieldUse | null;
}

export type Checked =
  | CheckedTest
  | { readonly kind: 'not'; readonly child: Checked }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Checked[] };

/** Operators that compare the whole value, so that a value which the field never has is an error. */
const EXACT: ReadonlySet<OperatorName> = new Set(['=', '!=', 'in', 'intersects']);

/** Operators that the reference accepts for fields that can only be compared as a whole. */
const WHOLE: ReadonlySet<OperatorName> = new Set([...EXACT, 'pmatch', 'exists']);

/** Resolves fields, operators and values. Throws TextError('FILTER') at the first that is wrong, in its own text. */
export function checkFilter(ast: Ast, registry: FieldRegistry): Checked {
  if (ast.kind === 'check') return new Checker(ast.text, registry).checkTest(ast);
  if (ast.kind === 'not') return { kind: 'not', child: checkFilter(ast.child, registry) };
  return { kind: ast.kind, children: ast.children.map((child) => checkFilter(child, registry)) };
}

/** Checks the comparisons of one text. */
class Checker {
  private readonly text: string;
  private readonly registry: FieldRegistry;

  constructor(text: string, registry: FieldRegistry) {
    this.text = text;
    this.registry = registry;
  }

  private error(message: string, pos: number): TextError {
    return new TextError('FILTER', message, { text: this.text, pos });
  }

  checkTest(node: CheckNode): Checked {
    if (node.left.kind === 'call' && node.left.name === 'val') {
      throw this.error('val() belongs on the right side', node.left.pos);
    }
    const left = this.resolve(node.left);
    if (left.def.bindEqual !== undefined && node.operator !== '=' && node.operator !== 'exists')
      throw this.error(`${left.def.name} can only be compared by '='`, node.operatorPos);
    if (left.def.isWholeOnly && !WHOLE.has(node.operator))
      throw this.error(`${left.def.name} can only be compared as a whole, by '=', '!=' or 'in'`, node.operatorPos);
    const { eitherOf } = left.def;
    if (eitherOf === undefined || node.operator === 'exists') return this.buildTest(node, left);
    const tests = eitherOf.map((bind) => this.buildTest(node, { ...left, def: { ...left.def, bind } }));
    return { kind: node.operator === '!=' ? 'and' : 'or', children: tests };
  }

  private buildTest(node: CheckNode, left: FieldUse): CheckedTest {
    const { type, isList: isListUse } = typeOfUse(left);
    const isList = isListUse && !isListWithoutArg(left);
    const family = FAMILIES[type];
    this.checkOperator(node, family, isList);
    const right =
      node.right !== null && node.right.kind !== 'list' && node.right.kind !== 'literal' ? node.right : null;
    const literals = right === null ? this.literalsOf(node, left) : [];
    if (getOperator(node.operator).isExpression) this.checkExpression(node, family, literals);
    const checkedRight = right === null ? null : this.checkRight(node, right, left);
    const { source, operator } = node;
    return { kind: 'test', source, left, isList, family, operator, literals, right: checkedRight };
  }

  private checkOperator(node: CheckNode, family: Family, isList: boolean): void {
    const operator = getOperator(node.operator);
    const isLegal = isList ? operator.takesLists : operator.families.includes(family);
    if (isLegal) return;
    const kind = isList ? 'a list' : KIND_NAMES[family];
    throw this.error(`'${node.operator}' cannot be used on ${kind}`, node.operatorPos);
  }

  private checkExpression(node: CheckNode, family: Family, literals: readonly Literal[]): void {
    try {
      getOperator(node.operator).build(family, literals);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw this.error(`RE2 does not accept this expression: ${cause.message}`, node.right?.pos ?? node.pos);
    }
  }

  private literalsOf(node: CheckNode, left: FieldUse): Literal[] {
    const nodes =
      node.right === null ? [] : ((node.right.kind === 'list' ? node.right.items : [node.right]) as LiteralNode[]);
    return nodes.map((literal) => this.literal(literal, node, left));
  }

  private literal(literal: LiteralNode, node: CheckNode, left: FieldUse): Literal {
    const isWhole = left.transformers.length === 0 && EXACT.has(node.operator);
    try {
      if (getOperator(node.operator).isHex) return parseHexBytes(literal.text);
      const value = parseLiteral(literal.text, typeOfUse(left).type);
      if (isWhole && typeof value === 'string') checkValue(left.def, value);
      return value;
    } catch (cause) {
      if (cause instanceof LiteralError || cause instanceof FieldArgError) throw this.error(cause.message, literal.pos);
      throw cause;
    }
  }

  private checkRight(node: CheckNode, operand: Operand, left: FieldUse): FieldUse {
    const right = this.resolve(operand);
    if (left.def.noRhs) throw this.error(`${left.def.name} cannot be compared with a field`, operand.pos);
    if (right.def.noRhs) throw this.error(`${right.def.name} cannot stand on the right side`, operand.pos);
    if (getOperator(node.operator).compare === null) {
      throw this.error(`'${node.operator}' takes values, not a field`, operand.pos);
    }
    const [ours, theirs] = [typeOfUse(left), typeOfUse(right)];
    if (FAMILIES[ours.type] !== FAMILIES[theirs.type] || ours.isList !== theirs.isList || ours.isList) {
      throw this.error(`${right.def.name} and ${left.def.name} cannot be compared with each other`, operand.pos);
    }
    return right;
  }

  private resolve(operand: Operand): FieldUse {
    if (operand.kind === 'field') return this.resolveField(operand);
    const inner = this.resolve(operand.of);
    this.checkTransformer(operand.name, inner, operand.pos);
    return { ...inner, transformers: [...inner.transformers, operand.name] };
  }

  private checkTransformer(name: TransformerName, inner: FieldUse, pos: number): void {
    if (name !== 'val' && inner.def.noTransformer)
      throw this.error(`${inner.def.name} cannot be inside ${name}()`, pos);
    const { type, isList } = typeOfUse(inner);
    if (!canTransform(name, type, isList)) throw this.error(`${name}() does not take ${inner.def.name}`, pos);
  }

  private resolveField(node: FieldNode): FieldUse {
    try {
      const found = findFieldReference(this.registry, node.name, node.arg);
      if (found !== null) return this.usable({ ...found, transformers: [] });
    } catch (cause) {
      if (cause instanceof FieldArgError) throw this.error(cause.message, node.pos);
      throw cause;
    }
    const hint = didYouMean(this.registry.nearest(node.name));
    throw this.error(`there is no field '${node.name}${node.arg === null ? '' : `[${node.arg}]`}'${hint}`, node.pos);
  }

  /** The field use, if its argument is valid. Throws FieldArgError. */
  private usable(use: FieldUse): FieldUse {
    const { registry } = this;
    if (use.arg !== null || use.def.bindSome === undefined) bindUse(use, { ...DEFAULT_FIELD_OPTIONS, registry });
    return use;
  }
}

const KIND_NAMES: Readonly<Record<Family, string>> = {
  number: 'numbers',
  bool: 'true/false fields',
  text: 'text',
  bytes: 'buffers',
  ip: 'IP addresses',
  net: 'networks',
  opaque: 'this field, which can only exist',
};
