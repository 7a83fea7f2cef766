const INDENT = '  ';
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"|[[\]{},:]|[^"[\]{},:\s]+/g;
const OPENING = /^[[{]$/;
const CLOSING = /^[\]}]$/;

function isStrict(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What stands before a token: `line` begins a new one. */
function gapBefore(token: string, before: string, line: string): string {
  if (token === ',' || token === ':') return '';
  if (before === ':') return ' ';
  const isEmpty = CLOSING.test(token) && OPENING.test(before);
  return isEmpty || before === '' ? '' : line;
}

/** JSON with a member or element a line, indented by two blanks, texts and numbers as written; null if it is not strict JSON. */
export function indentedJson(text: string): string | null {
  if (!isStrict(text)) return null;
  let out = '';
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (CLOSING.test(token)) depth--;
    out += gapBefore(token, before, `\n${INDENT.repeat(depth)}`) + token;
    if (OPENING.test(token)) depth++;
    before = token;
  }
  return out;
}
