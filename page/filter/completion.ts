import type { FieldInfo, KnownValue } from '../../src/web/protocol.js';
import { bytesOf } from '../text/byte-string.js';
import { counted } from '../text/counts.js';
import { literalOf } from '../text/filter-terms.js';
import { type Token, tokensOf } from './tokens.js';

/** Something the filter may go on with. */
export interface Offer {
  readonly text: string;
  readonly type: string;
  readonly description: string;
}

/** What may stand at the caret. */
export interface Completion {
  /** The part of the text that an offer replaces. */
  readonly start: number;
  readonly end: number;
  /** What is typed of it. */
  readonly typed: string;
  readonly kind: 'field' | 'operator' | 'value';
  /** The field that a value or operator is for; empty for a field. */
  readonly field: string;
}

const MOST = 60;

const OPERATORS: readonly (readonly [string, string])[] = [
  ['=', 'is the same'],
  ['!=', 'is not the same'],
  ['<', 'is less'],
  ['<=', 'is less or the same'],
  ['>', 'is greater'],
  ['>=', 'is greater or the same'],
  ['in', 'is one of: in (a, b)'],
  ['contains', 'has the text in it'],
  ['icontains', 'has the text in it, in any case'],
  ['startswith', 'begins with the text'],
  ['endswith', 'ends with the text'],
  ['glob', 'has the shape: * for any text, ? for a character'],
  ['regex', 'is matched as a whole by the regular expression (RE2)'],
  ['matches', 'has a match of the regular expression in it, in any case'],
  ['exists', 'has any value'],
  ['intersects', 'has one of: intersects (a, b)'],
  ['pmatch', 'is one of the paths, or in one of them'],
];

function beforeCaret(text: string, caret: number): { tokens: Token[]; last: Token | null } {
  const tokens = tokensOf(text.slice(0, caret));
  const last = tokens.at(-1) ?? null;
  return last === null || last.kind === 'blank' || last.kind === 'bracket'
    ? { tokens, last: null }
    : { tokens: tokens.slice(0, -1), last };
}

function kindAfter(tokens: readonly Token[]): { kind: Completion['kind']; field: string } {
  const solid = tokens.filter(({ kind }) => kind !== 'blank');
  const field = solid.findLast(({ kind }) => kind === 'field')?.text ?? '';
  if (solid.at(-1)?.kind === 'field') return { kind: 'operator', field };
  return isValueNext(solid) ? { kind: 'value', field } : { kind: 'field', field: '' };
}

function isValueNext(solid: readonly Token[]): boolean {
  const [before, previous] = [solid.at(-2), solid.at(-1)];
  if (previous?.kind === 'operator') return previous.text !== 'exists';
  return previous?.text === ',' || (previous?.text === '(' && before?.kind === 'operator');
}

/** What may stand at a place of a filter. */
export function completionAt(text: string, caret: number): Completion {
  const { tokens, last } = beforeCaret(text, caret);
  const { kind, field } = kindAfter(tokens);
  const isSymbol = last?.kind === 'operator' && /\W/.test(last.text);
  if (isSymbol) return { start: caret, end: caret, typed: '', ...kindAfter([...tokens, last as Token]) };
  const start = last?.start ?? caret;
  return { start, end: caret, typed: text.slice(start, caret), kind, field };
}

function rank(name: string, typed: string): number {
  const at = name.indexOf(typed);
  if (at < 0) return Number.POSITIVE_INFINITY;
  return at === 0 ? 0 : name[at - 1] === '.' ? 1 : 2;
}

/** The fields that have what is typed in their name, best first. */
function fieldOffers(fields: readonly FieldInfo[], typed: string): Offer[] {
  const word = typed.toLowerCase();
  return fields
    .map((field) => ({ field, rank: rank(field.name, word) }))
    .filter((found) => found.rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ field: { name, type, description } }) => ({ text: name, type, description }));
}

const operatorOffers = (typed: string): Offer[] =>
  OPERATORS.filter(([text]) => text.startsWith(typed)).map(([text, description]) => ({ text, type: '', description }));

/** What is typed of a value, without the quote before it. */
export const typedValue = (typed: string): string => typed.replace(/^["']/, '');

/** Values (byte strings) as offers; what a filter cannot say is left out. */
export function valueOffers(values: readonly KnownValue[], typed: string): Offer[] {
  const word = bytesOf(typedValue(typed));
  return values
    .filter(({ text }) => text.includes(word))
    .slice(0, MOST)
    .flatMap(({ text, events }) => {
      const literal = literalOf(text);
      return literal === null
        ? []
        : [{ text: literal, type: '', description: events === null ? '' : counted(events, 'event') }];
    });
}

/** What the filter may go on with; of values, those that are the same in each capture. */
export function offersFor({ kind, typed, field }: Completion, fields: readonly FieldInfo[]): Offer[] {
  if (kind === 'field') return fieldOffers(fields, typed);
  if (kind === 'operator') return operatorOffers(typed);
  const values = fields.find(({ name }) => name === field)?.values ?? [];
  return valueOffers(
    values.map((text) => ({ text, events: null })),
    typed,
  );
}
