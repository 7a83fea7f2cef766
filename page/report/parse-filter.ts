import { RefusedError } from '../api/client.js';
import { type Token, tokensOf } from '../filter/tokens.js';
import { bytesOf } from '../text/byte-string.js';

/** A filter of a report. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | Comparison;

/** A field compared with values (byte strings). */
export interface Comparison {
  readonly kind: 'compare';
  readonly field: string;
  readonly operator: string;
  readonly values: readonly string[];
  /** Where it begins, in characters. */
  readonly start: number;
}

const KEYWORDS: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or' };
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const BAD_FILTER = 400;

/** The error of a filter. `start` in characters of its text. */
export function refusal(text: string, start: number, message: string): RefusedError {
  return new RefusedError(BAD_FILTER, { message, position: bytesOf(text.slice(0, start)).length });
}

/** Whether a text compares nothing: it is then only looked for. */
export const isPlainText = (text: string): boolean => !tokensOf(text).some(({ kind }) => kind === 'operator');

/** The value of a token as a byte string. */
function literal(text: string): string {
  const [quote = ''] = text;
  if (quote !== '"' && quote !== "'") return bytesOf(text);
  const inner = text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined);
  return bytesOf(inner.replace(/\\(.)/g, (_, char: string) => ESCAPED[char] ?? char));
}

/** The text that is looked for (a byte string): if it is in quotes, what they hold. */
export const soughtText = (text: string): string => (tokensOf(text).length === 1 ? literal(text) : bytesOf(text));

/** Reads tokens one after the other. */
class Parser {
  private readonly tokens: readonly Token[];
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text).filter(({ kind }) => kind !== 'blank');
  }

  private get next(): Token {
    return this.tokens[this.at] ?? { kind: 'blank', text: '', start: this.text.length };
  }

  private fail(message: string): never {
    throw refusal(this.text, this.next.start, message);
  }

  private takes(text: string): boolean {
    const found = this.next.kind !== 'value' && (KEYWORDS[this.next.text] ?? this.next.text) === text;
    if (found) this.at++;
    return found;
  }

  /** The whole filter. */
  whole(): Filter {
    const filter = this.any();
    return this.next.text === '' ? filter : this.fail("expected 'and', 'or' or the end");
  }

  private any(): Filter {
    const parts = [this.all()];
    while (this.takes('or')) parts.push(this.all());
    return parts.length === 1 ? (parts[0] as Filter) : { kind: 'any', parts };
  }

  private all(): Filter {
    const parts = [this.one()];
    while (this.takes('and')) parts.push(this.one());
    return parts.length === 1 ? (parts[0] as Filter) : { kind: 'all', parts };
  }

  private one(): Filter {
    if (this.takes('not')) return { kind: 'not', part: this.one() };
    if (!this.takes('(')) return this.comparison();
    const inner = this.any();
    return this.takes(')') ? inner : this.fail("expected ')'");
  }

  private comparison(): Comparison {
    const { kind, text: field, start } = this.next;
    if (kind !== 'field') this.fail('expected a field');
    this.at++;
    const { text: operator, kind: operatorKind } = this.next;
    if (operatorKind !== 'operator') this.fail('expected an operator');
    this.at++;
    const values = operator === 'exists' ? [] : operator === 'in' ? this.list() : [this.value()];
    return { kind: 'compare', field, operator, values, start };
  }

  private value(): string {
    const { kind, text } = this.next;
    if (kind !== 'value') this.fail('expected a value');
    this.at++;
    return literal(text);
  }

  private list(): string[] {
    if (!this.takes('(')) this.fail("expected '('");
    const values = [this.value()];
    while (this.takes(',')) values.push(this.value());
    if (!this.takes(')')) this.fail("expected ',' or ')'");
    return values;
  }
}

/** Parses the filter of a report. Throws RefusedError 400. */
export const parseFilter = (text: string): Filter => new Parser(text).whole();
