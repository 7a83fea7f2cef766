import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { ColumnStyle } from '../../output/columns.js';
import type { RawOptions } from '../command-line/table.js';

/** The output selected by -T, -e and -E. */
export type MachineForm = { readonly kind: 'ndjson' | 'json' | 'ek' | 'words' } | Columns;

/** -T fields: one line per event, one column per field. */
interface Columns extends ColumnStyle {
  readonly kind: 'fields';
  readonly hasHeading: boolean;
}

type Setting = 'header' | 'separator' | 'quote';
type Settings = Record<Setting, string>;

/** Values of the settings of -E, and what they mean; a separator may also be any other character. */
const SETTINGS: Readonly<Record<Setting, Readonly<Record<string, string>>>> = {
  header: { y: 'y', n: '' },
  separator: { '/t': '\t', '/s': ' ' },
  quote: { d: '"', s: "'", n: '' },
};
const DEFAULT_SETTINGS: Readonly<Settings> = { header: '', separator: '\t', quote: '' };
const SETTINGS_HELP = 'header=y|n, separator=/t|/s|CHARACTER, quote=d|s|n';
/** One setting of a comma-separated list; a separator may be a comma itself. */
const SETTING = /(?:(?<separator>separator)=(?<character>\/[ts]|.)|(?<name>[^=,]*)=(?<value>[^,]*))(?:,|$)/suy;

/** Options that select an output other than -T. */
const OTHER_OUTPUTS = { write: '-w', json: '-j', print: '-p', chisel: '-c' } as const satisfies Partial<
  Record<keyof RawOptions, string>
>;
/** Options for the text form of buffers; typed JSON contains the bytes. */
const BUFFER_TEXTS = { printAscii: '-A', printHex: '-x', printHexAscii: '-X', printBase64: '-b' } as const;

function usage(message: string): SyssharkError {
  return new SyssharkError('USAGE', message);
}

/** Letter of the first of these options that is given. */
function findGiven(raw: RawOptions, letters: Partial<Record<keyof RawOptions, string>>): string | undefined {
  return Object.entries(letters).find(([option]) => raw[option as keyof RawOptions] !== undefined)?.[1];
}

function settingValue(name: Setting, value: string, isCharacter: boolean): string {
  const known = SETTINGS[name];
  if (Object.hasOwn(known, value)) return known[value] as string;
  if (isCharacter) return value;
  const other = name === 'separator' ? ', or one character' : '';
  throw usage(`-E ${name} takes one of ${Object.keys(known).join(' ')}${other}, not "${value}"`);
}

function parseSettings(lists: readonly string[]): Settings {
  const settings = { ...DEFAULT_SETTINGS };
  for (const list of lists) {
    for (let at = 0; at < list.length; at = SETTING.lastIndex) {
      SETTING.lastIndex = at;
      const { separator, character, name = separator, value = '' } = SETTING.exec(list)?.groups ?? {};
      if (name === undefined || !Object.hasOwn(SETTINGS, name))
        throw usage(`-E takes ${SETTINGS_HELP}, not "${list.slice(at)}"`);
      settings[name as Setting] = settingValue(name as Setting, character ?? value, character !== undefined);
    }
  }
  return settings;
}

function parseColumns({ columns: fields = [], columnLayout: lists = [] }: RawOptions): Columns {
  if (fields.length === 0) throw usage('-T fields requires a field for each column, such as -e proc.name -e fd.name');
  const { header, separator, quote } = parseSettings(lists);
  return {
    kind: 'fields',
    fields: fields.map(toByteString),
    separator: toByteString(separator),
    quote: quote as Columns['quote'],
    hasHeading: header !== '',
  };
}

/** The machine-readable form to print; null without -T. Throws SyssharkError USAGE. */
export function parseMachineForm(raw: RawOptions): MachineForm | null {
  const { form: kind } = raw;
  if (kind === undefined) return null;
  const other = findGiven(raw, OTHER_OUTPUTS);
  if (other !== undefined) throw usage(`-T ${kind} and ${other} cannot be combined: give only one of them`);
  if (kind === 'fields') return parseColumns(raw);
  const shape = findGiven(raw, BUFFER_TEXTS);
  if (shape !== undefined) throw usage(`${shape} applies to lines only: leave it out with -T ${kind}`);
  return { kind };
}
