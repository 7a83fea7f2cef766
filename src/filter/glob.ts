/** One place of a pattern: the characters that it accepts, or null for any run of characters. */
type Piece = ((char: string) => boolean) | null;

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Compiles a pattern of fnmatch(3) without flags: "*" also matches "/". Time is at most text length times pattern length.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const pieces = parsePieces(pattern);
  return (text) => matches(pieces, text);
}

/** Whether a text has characters that mean something in a glob pattern. */
export function isGlob(text: string): boolean {
  return /[*?[\\]/.test(text);
}

function parsePieces(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    const set = char === '[' ? parseSet(pattern, at) : null;
    if (set !== null) {
      pieces.push(set.accepts);
      at = set.end;
    } else if (char === '*' || char === '?') {
      pieces.push(char === '*' ? null : () => true);
    } else {
      const literal = char === '\\' ? (pattern[++at] ?? '\\') : char;
      pieces.push((other) => other === literal);
    }
  }
  return pieces;
}

/** Reads a set such as [a-z], [!0-9] or [[:alpha:]_]; null if the bracket is never closed, so that it stands for itself. */
function parseSet(pattern: string, start: number): { accepts: (char: string) => boolean; end: number } | null {
  const found = /\[([!^]?)(\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*)\]/y;
  found.lastIndex = start;
  const match = found.exec(pattern);
  if (match === null) return null;
  const isNegated = match[1] !== '';
  const tests = parseMembers(match[2] as string);
  return { accepts: (char) => tests.some((test) => test(char)) !== isNegated, end: found.lastIndex - 1 };
}

function parseMembers(members: string): ((char: string) => boolean)[] {
  const tests: ((char: string) => boolean)[] = [];
  for (const [, className, low, high] of members.matchAll(/\[:(\w+):\]|(\\?[\s\S])(?:-(\\?[\s\S]))?/g)) {
    const from = (low ?? '').slice(-1);
    const to = (high ?? low ?? '').slice(-1);
    const known = className === undefined ? undefined : CLASSES[className];
    if (className === undefined) tests.push((char) => char >= from && char <= to);
    else tests.push((char) => known?.test(char) === true);
  }
  return tests;
}

/** On a mismatch only the last star is tried further, which is enough: an earlier one could not reach more. */
function matches(pieces: readonly Piece[], text: string): boolean {
  let piece = 0;
  let at = 0;
  let star = -1;
  let retryAt = 0;
  while (at < text.length) {
    const current = pieces[piece];
    if (current === null) {
      star = piece++;
      retryAt = at;
    } else if (current?.(text[at] as string)) {
      piece++;
      at++;
    } else if (star >= 0) {
      piece = star + 1;
      at = ++retryAt;
    } else return false;
  }
  while (pieces[piece] === null) piece++;
  return piece === pieces.length;
}
