/** What a part of a filter is. */
export type TokenKind = 'field' | 'operator' | 'value' | 'keyword' | 'bracket' | 'blank';

/** A part of a filter as it is typed, right or wrong. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

const BLANK = /\s+/y;
const BRACKET = /[(),]/y;
const SYMBOL = /!=|<=|>=|==|=|<|>|&&|\|\|/y;
/** A value of evt.dir. */
const DIRECTION = /[<>]/y;
const QUOTED = /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?/y;
const FIELD = /[A-Za-z][A-Za-z0-9_.]*(?:\[[^\]]*\]?)?/y;
const BARE = /[^\s()"'=,]+/y;
const KEYWORD = /^(and|or|not)$/;
const OPERATOR =
  /^(exists|contains|icontains|startswith|endswith|glob|iglob|in|intersects|pmatch|regex|matches|bcontains|bstartswith|net|bitand)$/;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

type Found = readonly [TokenKind, string];

function find(text: string, at: number, isValue: boolean): Found {
  const blank = match(BLANK, text, at);
  if (blank !== '') return ['blank', blank];
  const bracket = match(BRACKET, text, at);
  if (bracket !== '') return ['bracket', bracket];
  const direction = isValue ? match(DIRECTION, text, at) : '';
  if (direction !== '') return ['value', direction];
  const symbol = match(SYMBOL, text, at);
  if (symbol !== '') return [symbol === '&&' || symbol === '||' ? 'keyword' : 'operator', symbol];
  const quoted = match(QUOTED, text, at);
  if (quoted !== '') return ['value', quoted];
  return findWord(text, at, isValue);
}

function findWord(text: string, at: number, isValue: boolean): Found {
  const word = match(isValue ? BARE : FIELD, text, at) || match(BARE, text, at) || (text[at] as string);
  if (isValue) return ['value', word];
  if (KEYWORD.test(word)) return ['keyword', word];
  return [OPERATOR.test(word) ? 'operator' : 'field', word];
}

/** The parts of a filter, for colours and completion; the server alone judges it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let isValue = false;
  let isList = false;
  for (let start = 0; start < text.length; ) {
    const [kind, found] = find(text, start, isValue);
    tokens.push({ kind, text: found, start });
    start += found.length;
    if (kind === 'operator') isValue = found !== 'exists';
    if (kind === 'bracket') isList = found === '(' ? isValue : found === ')' ? false : isList;
    if ((kind === 'value' || found === ')') && !isList) isValue = false;
  }
  return tokens;
}
