import { TextError } from '../errors.js';

const BLANK = /[ \t\b\r\n]*/y;
const FIELD_NAME = /[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
/** A bare value ends at blanks, brackets, quotes, "=", "," and at the operators && and ||. */
const BARE_VALUE = /(?:(?!&&|\|\|)[^()"'\s\b=,])+/y;
/** What the reference accepts after < and the like, and after in without parentheses. */
const NUMBER = /0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y;
const IDENTIFIER = /[A-Za-z][A-Za-z0-9_]*/y;
const BARE_ARGUMENT = /[^[\]"'\s]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '/': '/',
  // The reference drops the blank of "\ " and keeps the backslash.
  ' ': '\\',
};

/** Reads the words of a filter text; what is looked for depends on the position, so there is no separate token list. */
export class Scanner {
  readonly text: string;
  pos = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Error at a position of the text (the current one by default). */
  error(message: string, pos = this.pos): TextError {
    return new TextError('FILTER', message, { text: this.text, pos });
  }

  get isAtEnd(): boolean {
    return this.pos >= this.text.length;
  }

  skipBlanks(): void {
    this.readPattern(BLANK);
  }

  /** Consumes `token` if it comes next. */
  readToken(token: string): boolean {
    if (!this.text.startsWith(token, this.pos)) return false;
    this.pos += token.length;
    return true;
  }

  /** Consumes a keyword that a blank, a parenthesis or the end follows. */
  readKeyword(word: string): boolean {
    if (!this.text.startsWith(word, this.pos)) return false;
    const next = this.text[this.pos + word.length];
    if (next !== undefined && !' \t\b\r\n('.includes(next)) return false;
    this.pos += word.length;
    return true;
  }

  /** Dotted name, or null if none comes next. */
  readFieldName(): string | null {
    return this.readPattern(FIELD_NAME);
  }

  /** Letters, without moving. */
  peekWord(): string {
    const start = this.pos;
    const word = this.readPattern(WORD) ?? '';
    this.pos = start;
    return word;
  }

  /** Argument in brackets after a field, quoted or bare; null without brackets. */
  readArgument(): string | null {
    if (!this.readToken('[')) return null;
    const argument = this.readQuoted() ?? this.readPattern(BARE_ARGUMENT);
    if (argument === null || !this.readToken(']')) throw this.error("expected an argument and ']'");
    return argument;
  }

  /** Quoted or bare value; null if there is none. */
  readValue(): string | null {
    return this.readQuoted() ?? this.readPattern(BARE_VALUE);
  }

  /** Number as it is written; null if there is none. */
  readNumber(): string | null {
    return this.readPattern(NUMBER);
  }

  /** Letters, digits and underscores, a letter first; null if there are none. */
  readIdentifier(): string | null {
    return this.readPattern(IDENTIFIER);
  }

  private readQuoted(): string | null {
    const quote = this.text[this.pos];
    if (quote !== '"' && quote !== "'") return null;
    const start = this.pos++;
    let value = '';
    for (;;) {
      const char = this.text[this.pos];
      if (char === undefined) throw this.error(`the string that starts here has no closing ${quote}`, start);
      this.pos++;
      if (char === quote) return value;
      value += char === '\\' ? this.readEscape(quote) : char;
    }
  }

  private readEscape(quote: string): string {
    const char = this.text[this.pos++] ?? '';
    const meaning = char === quote ? quote : ESCAPES[char];
    if (meaning === undefined) throw this.error(`unknown escape \\${char} in a string`, this.pos - 2);
    return meaning;
  }

  private readPattern(pattern: RegExp): string | null {
    pattern.lastIndex = this.pos;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.pos = pattern.lastIndex;
    return found[0];
  }
}
