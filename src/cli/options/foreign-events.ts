import { isEventName } from '../../fields/known-values.js';

/** Classes of strace's -e trace=%CLASS, and filters for their calls. */
const CLASSES: Readonly<Record<string, string>> = {
  file: 'evt.category=file',
  desc: '"fd.num exists"',
  process: 'evt.category=process',
  network: 'evt.category=net',
  net: 'evt.category=net',
  signal: 'evt.category=signal',
  ipc: 'evt.category=ipc',
  memory: 'evt.category=memory',
};

const TRACE = /^(?<trace>t(?:race)?=)?(?<not>!)?(?<calls>.*)$/su;

/** What strace's -e and tshark's -e take besides calls, and what to do instead. */
const MEANT: readonly (readonly [form: RegExp, instead: (text: string) => string])[] = [
  [/^status=(failed|unfinished)/, () => 'to see only failed calls, use the filter evt.failed=true'],
  [/^status=/, () => 'to see only calls that succeeded, use the filter evt.failed=false'],
  [/^signals?=/, () => 'to see signals, use the filter evt.type=signaldeliver'],
  [/^(reads?|writes?)=/, () => 'to see the data of a descriptor, use -X and a filter such as fd.num=3'],
  [/^(inject|fault)=/, () => 'calls are only observed, never changed'],
  [
    /^(abbrev|verbose|raw|quiet|kvm|decode-fds?|decode-pids)=/,
    () => 'arguments are always decoded; -v prints them whole',
  ],
  [/^[a-z]\w*\.[a-z]/, (field) => `to print a column, use -T fields -e ${field}`],
];

/** A filter for the calls of strace's `-e trace=open,close`; null if they are not all known here. */
function filterOfCalls(text: string): string | null {
  const calls = text.split(',');
  const [first = ''] = calls;
  if (!calls.every(isEventName)) return CLASSES[first.replace(/^%/, '')] ?? null;
  return calls.length === 1 ? `evt.type=${first}` : `"evt.type in (${calls.join(', ')})"`;
}

/** What to do instead of a value of -e that only strace or tshark knows; null for other values, such as numbers. */
export function insteadOfEvents(value: string): string | null {
  return insteadOfTrace(value) ?? MEANT.find(([form]) => form.test(value))?.[1](value) ?? null;
}

/** What to do instead of names of calls, with or without "trace=" and "!". */
function insteadOfTrace(value: string): string | null {
  const { trace, not, calls = '' } = TRACE.exec(value)?.groups ?? {};
  if (trace === undefined && !calls.split(',').every(isEventName)) return null;
  const filter = filterOfCalls(calls);
  if (filter === null) return 'to see only some calls, use a filter such as evt.type=openat';
  if (not === undefined) return `to see only these calls, use the filter ${filter}`;
  return `to see all calls but these, use the filter ${negated(filter)}`;
}

const negated = (filter: string): string => (filter.startsWith('"') ? `"not ${filter.slice(1)}` : `"not ${filter}"`);
