import type { ChiselArg } from '../analysis/chisel.js';
import type { ChiselColumns, OwnChisel } from '../api/chisel.js';
import { isObject } from '../bytes/json-object.js';
import { toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import { FieldArgError } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';
import type { Column } from '../output/rows/column.js';
import type { RowLayout } from '../output/rows/form.js';
import { SNAPLEN } from '../run/recording-limits.js';
import {
  aText,
  type Check,
  checkMembers,
  isText,
  isWhole,
  oneOf,
  optional,
  unlessOf,
  wrongIn,
} from './member-checks.js';
import { VALUES } from './values.js';

/** What a chisel's module says about it, apart from its functions. It can be sent as JSON. */
export interface DeclaredChisel {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly args: readonly ChiselArg[];
  /** '' for all events. */
  readonly filter: string;
  readonly snaplen: number;
  readonly columns: readonly Column[];
  readonly layout: RowLayout;
  /** When it reports; null for never. */
  readonly schedule: 'interval' | 'end' | null;
}

/** A chisel as a module exports it, once its members have been checked. */
export type AnyChisel = OwnChisel<ChiselColumns>;

const NAME = /^[A-Za-z_][\w.]*$/;
const ARG_MEMBERS = ['name', 'description', 'isOptional'];
const COLUMN_MEMBERS = ['type', 'heading', 'width'];

function isArg(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value['name']) &&
    isText(value['description']) &&
    Object.keys(value).every((key) => ARG_MEMBERS.includes(key))
  );
}

function areArgs(value: unknown): boolean {
  if (!Array.isArray(value) || !value.every(isArg)) return false;
  const args = value as readonly ChiselArg[];
  return args.every(({ isOptional }, i) => i === 0 || isOptional || !args[i - 1]?.isOptional);
}

function isColumn(value: unknown): boolean {
  if (typeof value === 'string') return value in VALUES;
  if (!isObject(value) || Object.keys(value).some((key) => !COLUMN_MEMBERS.includes(key))) return false;
  const { type, heading, width } = value;
  const isHeading = heading === undefined || heading === null || typeof heading === 'string';
  return (
    typeof type === 'string' && type in VALUES && isHeading && (width === undefined || isWhole(SNAPLEN.MAX)(width))
  );
}

function checkColumns(value: unknown): string | null {
  if (!isObject(value) || Object.keys(value).length === 0) return 'an object with a type for each column';
  const wrong = Object.keys(value).find((name) => !NAME.test(name) || !isColumn(value[name]));
  return wrong === undefined
    ? null
    : `columns with names such as "fd.name" and a type (${Object.keys(VALUES).join(', ')}), which "${wrong}" is not`;
}

const CHECKS: Readonly<Record<keyof AnyChisel, Check>> = {
  summary: aText,
  description: optional(aText),
  args: optional(unlessOf('a list of { name, description, isOptional }, optional ones last', areArgs)),
  filter: optional(unlessOf('a text', (value) => typeof value === 'string')),
  snaplen: optional(unlessOf(`a whole number from 0 to ${SNAPLEN.MAX}`, isWhole(SNAPLEN.MAX))),
  columns: checkColumns,
  layout: optional(oneOf('table', 'listing', 'columns')),
  line: optional(aText),
  schedule: optional(oneOf('interval', 'end')),
  start: unlessOf('a function', (value) => typeof value === 'function'),
};

const WHAT = { noun: 'chisel', maker: 'defineChisel', page: 'OWN-CHISELS.md' };

/** The chisel that a module exports. Throws SyssharkError USAGE if it exports none, or one with a wrong member. */
export function chiselOf(path: string, exported: unknown): AnyChisel {
  checkMembers(path, exported, CHECKS, WHAT);
  return exported as unknown as AnyChisel;
}

/** What a chisel says about itself. Throws SyssharkError USAGE if that is contradictory or its filter is wrong. */
export function declare(path: string, chisel: AnyChisel, fields: FieldContext): DeclaredChisel {
  const { summary, description = '', args = [], filter = '', snaplen = 0, layout = 'table', line, schedule } = chisel;
  const columns = Object.entries(chisel.columns).map(([name, column]) => columnOf(name, column));
  checkFilter(path, filter, fields);
  if (line !== undefined) checkLine(path, line, columns);
  const isReport = line === undefined && layout !== 'columns';
  return {
    path,
    summary,
    description,
    args: args as ChiselArg[],
    filter,
    snaplen,
    columns,
    layout: layoutOf(layout, line),
    schedule: schedule ?? (isReport ? 'interval' : null),
  };
}

function columnOf(name: string, column: AnyChisel['columns'][string]): Column {
  const given = typeof column === 'string' ? { type: column } : column;
  const { type, heading = name, width = VALUES[type].width } = given;
  return { name, type, width, heading };
}

function layoutOf(layout: NonNullable<AnyChisel['layout']>, line: string | undefined): RowLayout {
  if (line !== undefined) return { kind: 'lines', heading: null, line };
  return layout === 'columns' ? { kind: 'columns', hasRule: false } : { kind: layout };
}

function checkLine(path: string, line: string, columns: readonly Column[]): void {
  const missing = [...line.matchAll(/%([\w.]+)/g)].find(([, name]) => columns.every((column) => column.name !== name));
  if (missing !== undefined)
    throw wrongIn(path, `line of the chisel has ${missing[0]}, but columns have no "${missing[1]}"`);
}

function checkFilter(path: string, filter: string, fields: FieldContext): void {
  if (filter.trim() === '') return;
  try {
    compileFilter(toByteString(filter), fields);
  } catch (error) {
    if (error instanceof SyssharkError || error instanceof FieldArgError)
      throw wrongIn(path, `filter of the chisel: ${error.message}`);
    throw error;
  }
}
