/** What stands for characters in values of -T fields. */
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', '\\': '\\' };
const ESCAPE = /\\([btnvfr\\])/g;
/** How formulas begin in spreadsheets (the last four: full-width forms, in UTF-8). */
const FORMULA = /^(?:[=+\-@\t\r\n]|\xef\xbc[\x9d\x8b\x8d\xa0])/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** A cell of CSV. What a spreadsheet would take for a formula gets an apostrophe in front, which makes it text there. */
function cellOf(value: string): string {
  const text = value.includes('\\') ? value.replace(ESCAPE, (_, char: string) => ESCAPED[char] as string) : value;
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const lineOf = (line: string): string => `${line.split('\t').map(cellOf).join(',')}\r\n`;

/** CSV (RFC 4180) of a table that -T fields prints with tabs between its columns. */
export async function* csvOf(table: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let rest = '';
  for await (const bytes of table) {
    const lines = (rest + Buffer.from(bytes).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield Buffer.from(lines.map(lineOf).join(''), 'latin1');
  }
}
