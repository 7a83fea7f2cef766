import type { OptionRow } from './row.js';

/** What to do instead, by a letter or a name. */
type Hints = Readonly<Record<string, string>>;
/** Texts, and what to do instead; "$&" stands for the text. */
type Forms = readonly (readonly [form: RegExp, instead: string])[];

/** Options of strace and tshark that are unknown here. */
const UNKNOWN: Hints = {
  f: 'child processes are always recorded; a filter needs no option',
  y: 'descriptors are always shown with their names',
  O: 'every argument is always shown; -v shows it whole',
  Q: 'to print no events, use -q',
  follow: 'child processes are always recorded',
  'follow-forks': 'child processes are always recorded',
  'decode-fds': 'descriptors are always shown with their names',
  trace: 'to see only some calls, use a filter such as evt.type=openat',
  attach: 'to see only one process, use a filter such as proc.pid=1234',
  'string-limit': 'to keep more of each buffer, use -s; to print arguments whole, use -v',
  'failed-only': 'use the filter evt.failed=true',
  'successful-only': 'use the filter evt.failed=false',
  'summary-only': 'for a table of calls, use -q -S',
  'syscall-times': "for the time of each call, use -p '%evt.latency %evt.type %evt.args'",
  'absolute-timestamps': 'lines begin with the time; -t a prints it since 1970',
  'relative-timestamps': 'for the time since the previous event, use -t D',
};

/** Options that other tools use without a value. */
const MISSING: Hints = {
  c: 'sysshark -cl lists the chisels; for a table of calls, use -q -S',
  T: "for the time of each call, use -p '%evt.latency %evt.type %evt.args'",
  t: 'lines begin with the time; -t a prints it since 1970',
  r: 'for the time since the previous event, use -t D',
  n: 'addresses are never looked up; -R names ports',
};

const TIMES =
  'h is the time of day, a the time since 1970, r since the start, D since the previous event; --utc prints UTC';
const SINCE_1970 = 'for the time since 1970, use -t a';
const RING_OF_FILES = 'to keep some files of a certain size, use -C MB -W FILES';

/** Values that options have in strace and tshark, by the key of the option here. */
const VALUES: Readonly<Record<string, Forms>> = {
  numEvents: [[/^(-.*|r\w*|[nqVxlT])$/, 'addresses are never looked up, so -n of tshark is not needed']],
  chisel: [[/^\d+$/, 'to stop after so many events, use -n $&']],
  chiselInfo: [
    [
      /^(any|lo|eth\d+|en[ops]\S+|wl\S+|docker\d+|br-?\S+|\d+)$/,
      'system calls are captured on the whole machine; for one address, use a filter such as fd.ip=10.0.0.7',
    ],
  ],
  time: [
    [/^(tt|e|u?epoch)$/, SINCE_1970],
    [/^(t|ad|ud?|ad\w+|dd|r\w|none|format\S*)$/, TIMES],
  ],
  form: [
    [/^text$/, 'lines of text are printed without -T; -v prints arguments whole'],
    [/^(tabs|psml)$/, 'for columns, use -T fields -e FIELD'],
    [/^(pdml|jsonraw|ekraw)$/, 'for everything that is known about an event, use -T ndjson'],
  ],
  seconds: [[/^(fields|protocols|values|plugins|folders|column-formats|decodes)$/, 'sysshark -l lists the fields']],
};

/** Words that are values of an option in tshark, but not in sysdig; by the key of the option. */
const WORDS: Readonly<Record<string, Forms>> = {
  compress: [
    [/^io,stat\b/, 'for the bytes of each second, use -c iobytes'],
    [/^io,phs\b/, 'for a table of calls, use -q -S'],
    [/^conv\b/, 'for connections by bytes, use -c topconns'],
    [/^(endpoints|hosts|ip\w*_\w+|dests)\b/, 'for addresses by bytes, use -c fdbytes_by fd.cip'],
    [/^(ports|ptype|plen)\b/, 'for ports by bytes, use -c topports_server'],
    [/^http\w*,/, 'for requests, use -c httptop or -c httplog'],
    [/^follow,/, 'for the data of a connection, use sysshark follow fd.sport=PORT'],
    [/^(expert|\w+,err\w*)\b/, 'for failed calls, use the filter evt.failed=true'],
    [/^\w+,(srt|rtd|tree|stat|counter)\b/, 'sysshark -cl lists what can be added up'],
  ],
  printBase64: [
    [/^duration:/, 'to start a new file every so many seconds, use -G'],
    [/^(filesize|files|packets|interval):/, RING_OF_FILES],
  ],
  progress: [[/^\//, 'to see calls on this path only, use a filter such as fs.path.name=/etc/passwd']],
};

const UNKNOWN_OPTION = /unknown option '-(?:([A-Za-z])|-([a-z-]+))/;
const MISSING_VALUE = /option '-(\w), .* argument missing/;

const hintIn = (hints: Hints, name: string | undefined): string | null =>
  name !== undefined && Object.hasOwn(hints, name) ? (hints[name] as string) : null;
const hintOf = (forms: Forms | undefined, text: string): string | null =>
  forms?.find(([form]) => form.test(text))?.[1].replace('$&', () => text) ?? null;

/** What to do instead of an option of strace or tshark, given the message of the parser; null for other mistakes. */
export function insteadOfOption(message: string): string | null {
  const [, letter, name] = UNKNOWN_OPTION.exec(message) ?? [];
  return hintIn(UNKNOWN, letter ?? name) ?? hintIn(MISSING, MISSING_VALUE.exec(message)?.[1]);
}

/** What to do instead of a value that only strace or tshark knows; null for other values. */
export function insteadOfValue({ key }: OptionRow, value: string): string | null {
  return hintOf(VALUES[key], value);
}

/** What to do instead of the first of the words that tshark would take for the value of an option; null if there is none. */
export function insteadOfWord(
  options: Readonly<Record<string, unknown>>,
  words: readonly string[],
): { readonly key: string; readonly word: string; readonly hint: string } | null {
  for (const [key, forms] of Object.entries(WORDS)) {
    if (options[key] === undefined) continue;
    for (const word of words) {
      const hint = hintOf(forms, word);
      if (hint !== null) return { key, word, hint };
    }
  }
  return null;
}
