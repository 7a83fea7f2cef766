import { visible } from '../text/byte-string.js';
import { duration, magnitude } from '../text/durations.js';

/** Writes a cell's text (a byte string; null for none). */
type Write = (cell: HTMLElement, text: string | null) => void;

/** How the cells of a column look. */
export interface CellKind {
  readonly className: string;
  readonly write: Write;
  /** Gives what is coloured by the row's rule the class of that; empty for none. */
  readonly colour?: (cell: HTMLElement, className: string) => void;
}

/** Names of arguments shown apart in one cell. */
const MAX_NAMES = 12;
const ARGUMENT = /(^| )([a-z_][a-z0-9_]*=)/g;
/** Characters of a cell: more than a line of a window shows. */
const LONGEST = 600;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Sets the text of an element that has no other content. */
export function setText(element: HTMLElement, text: string): void {
  const { firstChild } = element;
  if (firstChild instanceof Text && firstChild.nextSibling === null) {
    if (firstChild.data !== text) firstChild.data = text;
  } else element.textContent = text;
}

const plain: Write = (cell, text) => setText(cell, text === null ? '' : visible(cut(text)));

function namesApart(cell: HTMLElement, text: string | null): void {
  if (text === null || text === '') {
    writeRuns(cell, ['']);
    return;
  }
  const shown = visible(cut(text));
  const runs: string[] = [];
  let end = 0;
  for (const { index, 1: blank = '', 2: name = '' } of shown.matchAll(ARGUMENT)) {
    if (runs.length === 2 * MAX_NAMES) break;
    const start = index + blank.length;
    runs.push(shown.slice(end, start), name);
    end = start + name.length;
  }
  runs.push(shown.slice(end));
  writeRuns(cell, runs);
}

/**
 * Writes texts that are plain and in elements by turns, over those that are there, which stay, empty, if there are more: making elements
 * costs more than all else.
 */
function writeRuns(cell: HTMLElement, runs: readonly string[]): void {
  let node = cell.firstChild;
  for (const [index, run] of runs.entries()) {
    if (node === null) {
      const made = index % 2 === 0 ? document.createTextNode(run) : document.createElement('i');
      if (made instanceof HTMLElement) made.append(run);
      cell.append(made);
      continue;
    }
    const text = (index % 2 === 0 ? node : node.firstChild) as Text;
    if (text.data !== run) text.data = run;
    node = node.nextSibling;
  }
  for (; node !== null; node = node.nextSibling) ((node.firstChild ?? node) as Text).data = '';
}

function colourText(cell: HTMLElement, className: string): void {
  cell.className = className === '' ? 'ev' : `ev ${className}`;
}

function barOf(cell: HTMLElement): HTMLElement {
  const { lastElementChild } = cell;
  if (lastElementChild instanceof HTMLElement) return lastElementChild;
  const bar = document.createElement('u');
  cell.replaceChildren(document.createTextNode(''), bar);
  return bar;
}

function colourBar(cell: HTMLElement, className: string): void {
  barOf(cell).className = className;
}

function withBar(cell: HTMLElement, text: string | null): void {
  const ns = Number(text ?? '0');
  const isLong = ns > 0;
  const shown = isLong ? duration(ns) : text === null || ns === 0 ? '' : visible(text);
  const width = isLong ? `${(magnitude(ns) * 0.72).toFixed(1)}px` : '0';
  barOf(cell).style.width = width;
  (cell.firstChild as Text).data = shown;
}

const TEXT: CellKind = { className: '', write: plain };
const NUMBER: CellKind = { className: 'r', write: plain };
const QUIET: CellKind = { className: 'r dim', write: plain };

const KINDS: Readonly<Record<string, CellKind>> = {
  'evt.num': { className: 'r no', write: plain },
  'evt.dir': { className: 'dir dim', write: plain },
  'evt.type': { className: 'ev', write: plain, colour: colourText },
  'proc.pid': QUIET,
  'proc.ppid': QUIET,
  'thread.tid': QUIET,
  'fd.num': NUMBER,
  'evt.latency': { className: 'r lat', write: withBar, colour: colourBar },
  'evt.args': { className: 'args', write: namesApart },
  'evt.info': { className: 'args', write: namesApart },
};

/** How a field's cells look. */
export const kindOf = (field: string): CellKind => KINDS[field] ?? TEXT;
