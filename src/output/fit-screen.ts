/** How large a terminal is, in cells. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command that changes colours, which takes no cell; the rest of a line that is cut has the usual ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal commands start with one
const PARTS = /\x1b\[[\d;]*m|[^\x1b]|\x1b/gu;
const COLOR = '\x1b[';
const USUAL_COLORS = '\x1b[0m';
/** Characters that take two cells: East Asian ones and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const cellsOf = (part: string): number => (part.startsWith(COLOR) ? 0 : WIDE.test(part) ? 2 : 1);

/** The start of a line that fits into so many cells. */
function cutLine(line: string, columns: number): string {
  if (line.length <= columns && !WIDE.test(line)) return line;
  let cells = 0;
  let kept = '';
  for (const [part] of line.matchAll(PARTS)) {
    cells += cellsOf(part);
    if (cells > columns) return kept.includes(COLOR) ? kept + USUAL_COLORS : kept;
    kept += part;
  }
  return kept;
}

/** Lines (UTF-8) that fit on a screen with the cursor below them: longer ones are cut, and the last one counts those left out. */
export function fitScreen(lines: readonly string[], { columns, rows }: ScreenSize): readonly string[] {
  const most = Math.max(rows - 1, 1);
  const cut = (line: string): string => cutLine(line, columns);
  if (lines.length <= most) return lines.map(cut);
  const shown = lines.slice(0, most - 1);
  return [...shown, `(${lines.length - shown.length} more lines: the terminal is too small)`].map(cut);
}
