import type { FilterButton } from '../../src/web/protocol.js';

/** A colour rule of the user's own. Colours are #rrggbb. */
export interface OwnRule {
  readonly name: string;
  readonly filter: string;
  readonly background: string;
  readonly text: string;
  /** Whether it is kept, but does not count. */
  readonly isOff: boolean;
}

/** Lines that are read, and those that are none, from 1. */
export interface Read<T> {
  readonly items: readonly T[];
  readonly wrong: readonly number[];
}

const RULE = /^(!?)@([^@]*)@(.*)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]$/;
/** Values of the files go up to 65535. */
const SHADES = 257;

const hex = (values: readonly string[]): string =>
  `#${values
    .map((value) =>
      Math.min(255, Math.round(Number(value) / SHADES))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

const shades = (colour: string): string =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) * SHADES).join(',');

function readLines<T>(text: string, read: (line: string) => T | null): Read<T> {
  const items: T[] = [];
  const wrong: number[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const own = line.trim();
    if (own === '' || own.startsWith('#')) continue;
    const item = read(own);
    if (item === null) wrong.push(at + 1);
    else items.push(item);
  }
  return { items, wrong };
}

/** The rules of a file colorfilters of Wireshark or Stratoshark: @name@filter@[background][text]. */
export function readRules(text: string): Read<OwnRule> {
  return readLines(text, (line) => {
    const found = RULE.exec(line);
    if (found === null) return null;
    const [, off, name = '', filter = '', ...values] = found;
    return { name, filter, background: hex(values.slice(0, 3)), text: hex(values.slice(3)), isOff: off === '!' };
  });
}

/** Rules as such a file has them. */
export const ruleLines = (rules: readonly OwnRule[]): string =>
  rules
    .map(
      ({ name, filter, background, text, isOff }) =>
        `${isOff ? '!' : ''}@${name}@${filter}@[${shades(background)}][${shades(text)}]`,
    )
    .join('\n');

const CELL = /"((?:[^"\\]|\\.|"")*)"\s*(?:,|$)/gy;
const ESCAPE = /\\x([0-9a-fA-F]{2})|\\(.)|""/g;
const BETWEEN_MENUS = /\s*\/\/\s*/;

const plain = (cell: string): string =>
  cell.replace(ESCAPE, (_, code: string | undefined, char: string | undefined) =>
    code === undefined ? (char ?? '"') : String.fromCharCode(Number.parseInt(code, 16)),
  );

function buttonOf(line: string): FilterButton | null {
  const cells = [...line.matchAll(CELL)].map(([, cell = '']) => plain(cell));
  const [isOn, label = '', filter = '', comment = ''] = cells;
  if (label === '' || filter === '' || (isOn !== 'TRUE' && isOn !== 'FALSE')) return null;
  return { path: label.split(BETWEEN_MENUS), filter, ...(comment === '' ? {} : { comment }) };
}

const isOff = (line: string): boolean => /^\s*"FALSE"/.test(line);

/** The buttons of a file dfilter_buttons: "TRUE","menu // label","filter","comment"; those that are off are left out. */
export function readButtons(text: string): Read<FilterButton> {
  const shown = text
    .split('\n')
    .map((line) => (isOff(line) ? '' : line))
    .join('\n');
  return readLines(shown, buttonOf);
}

const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`)}"`;

/** Buttons as such a file has them. */
export const buttonLines = (buttons: readonly FilterButton[]): string =>
  buttons
    .map(({ path, filter, comment = '' }) => ['"TRUE"', ...[path.join(' // '), filter, comment].map(quoted)].join(','))
    .join('\n');
