import { SyssharkError } from '../../errors.js';
import { SNAPLEN } from '../../run/recording-limits.js';
import type { SourceKind } from '../../run/sources.js';
import { optionName, type RawOptions } from '../command-line/table.js';
import type { FollowForm, FollowOptions } from './follow-request.js';
import { parseCount } from './option-values.js';
import { checkOptions, type RunOptions } from './run-options.js';

const FORMS: readonly (readonly [key: keyof RawOptions, form: FollowForm])[] = [
  ['printAscii', 'ascii'],
  ['printHex', 'hex'],
  ['printHexAscii', 'hex'],
  ['raw', 'raw'],
  ['json', 'json'],
];
/** Options that print something else. */
const OTHERS: ReadonlySet<string> = new Set(['print', 'form', 'printBase64', 'quiet', 'summary']);

function formOf(raw: RawOptions): FollowForm {
  const forms = new Set(FORMS.filter(([key]) => raw[key] !== undefined).map(([, form]) => form));
  if (forms.size > 1)
    throw new SyssharkError('USAGE', 'follow writes one form: give only one of --ascii, --hex, --raw and --json');
  const [form = 'ascii'] = forms;
  if (!raw.http) return form;
  if (form !== 'ascii' && form !== 'json')
    throw new SyssharkError('USAGE', '--http writes text, or with --json objects: leave out --hex and --raw');
  return form === 'json' ? 'httpJson' : 'http';
}

function streamsOf({ stream }: RawOptions): ReadonlySet<number> | null {
  if (stream === undefined) return null;
  const limits = { min: 1, max: Number.MAX_SAFE_INTEGER };
  return new Set(stream.map((number) => parseCount(number, '--stream', limits) as number));
}

/** Validates the command line of follow. Throws SyssharkError USAGE. */
export function checkFollow(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  sources: readonly SourceKind[],
): RunOptions {
  const other = Object.keys(raw).find((key) => OTHERS.has(key));
  if (other !== undefined)
    throw new SyssharkError('USAGE', `follow prints bytes, not events: leave out ${optionName(other)}`);
  const isFolder = raw.textFile?.endsWith('/') === true;
  const { textFile, ...rest } = raw;
  const given = isFolder ? rest : raw;
  const options = checkOptions({ ...given, snaplen: raw.snaplen ?? String(SNAPLEN.MAX) }, words, command, sources);
  const follow: FollowOptions = {
    form: formOf(raw),
    streams: streamsOf(raw),
    only: raw.only ?? null,
    folder: isFolder ? (textFile as string) : null,
  };
  // lost events are internal ones
  return { ...options, follow, printing: 'follow', showsInternal: true };
}
