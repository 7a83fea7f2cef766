/** Fields whose text differs from the reference's, and why. */
export const DIFFERENT_FIELDS: Readonly<Record<string, string>> = {
  'evt.deltatime': 'counts for each place in a format here, for the whole run in the reference',
  'evt.deltatime.s': 'as evt.deltatime',
  'evt.deltatime.ns': 'as evt.deltatime',
  'evt.latency.quantized': 'only good for spectrograms, whose scale is our own',
  'evt.latency.human': 'the reference repeats an older text where the latency is 0',
  'evt.buffer': 'the reference prints what is left of the event before after the NULL of an empty buffer',
  'fd.cip.name': 'the reference asks the name servers of the machine that reads',
  'fd.sip.name': 'as fd.cip.name',
  'fd.lip.name': 'as fd.cip.name',
  'fd.rip.name': 'as fd.cip.name',
  'fd.types': 'the reference has no order',
  'fd.cproto': 'the reference repeats an older text for some unix sockets',
  'proc.fdopencount': 'the reference counts a number twice that is opened again before its close has ended',
  'proc.fdusage': 'as proc.fdopencount',
  'proc.ppid.duration': 'the reference prints small numbers without a meaning where the start is not known',
  'container.duration': 'the reference counts from 1970 where the start is not known',
  'evt.count.error.net': 'netlink sockets count as other in the reference',
  'evt.count.error.other': 'as evt.count.error.net',
};

/** Fields that the reference takes without an argument for others with text behind them: it prints "proc.env" for both. */
export const WANTS_ARGUMENT = /^proc\.(?:env|aname|aexe|aexepath|acmdline|apid|aenv)$/;

/** Forms of fields at which the reference stops: it has no raw text for file modes. */
export const STOPS = /^evt\.rawarg\.mode/;

/** Filters that mean something else in the reference, and what it does. */
export const WRONG_FILTERS: readonly (readonly [filter: RegExp, why: string])[] = [
  [/fd\.ip in/, 'looks addresses up without their length, and finds none'],
  [/fd\.net in \([^)]*,/, 'looks at the first network only'],
  [/evt\.rawarg\.\w+ \S+ -/, 'takes the bits of a number that was read for one type for those of another'],
];

/** Fields that a filter of the reference takes from the enter event of an earlier call, where it refused that of this one. */
export const FROM_EARLIER_CALLS = /fs\.path\./;
/** The calls of which it does so: before 2018 their paths were in their enter events. */
export const PATH_WAS_IN_ENTER = ['mkdir', 'rmdir', 'unlink', 'unlinkat', 'link', 'linkat', 'openat'];

/**
 * What we say of filters that the reference takes: numbers that do not fit their type (evt.cpu=65536 is CPU 0 there), RE2
 * expressions that are none (they never match there), generations before the first, and a mount without its name.
 */
export const REFUSED_HERE = /is not between|RE2 refuses|is not the number of a generation|container\.mount needs/;

/**
 * What the reference says of filters that we take: it has patterns and parts of event types be types themselves, and
 * arguments of some fields only in brackets, of others only behind a dot.
 */
export const REFUSED_THERE = /unknown event type|syntax error: [\w.]+(?:\.\w+|\[\w+\])\s*$/;
