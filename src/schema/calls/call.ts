/**
 * System calls that have no event of their own in the reference: one row each, with names and types of the man page. They are
 * recorded as generic events, whose annex has what the row says (docs/reference/ANNEX.md#calls). Rules as for events: parameters of a
 * row never change, new ones are appended.
 */
import { EC, type ParamDef, param } from '../event.js';
import type { FlagTable } from '../flag-table.js';
import type { ParamType } from '../param-types.js';

/** How the probe gets a value from a register of the call, in native/ebpf/call_args.bpf.h. */
export const CALL_FETCHES = [
  { name: 'U8', doc: 'one byte of the register' },
  { name: 'U32', doc: 'four bytes of it' },
  { name: 'U64', doc: 'all of it' },
  { name: 'INT', doc: 'a C int, as 64 bits' },
  { name: 'LONG', doc: 'a C long, as 64 bits' },
  { name: 'TEXT', doc: 'the text that it points to' },
  { name: 'BYTES', doc: '`detail` bytes that it points to' },
  { name: 'WORD', doc: 'the C unsigned long number `detail` that it points to' },
  { name: 'RESULT', doc: 'as many bytes that it points to as the call returned' },
  { name: 'TIMESPEC', doc: 'the struct timespec number `detail` that it points to, in ns' },
  { name: 'TIMEVAL', doc: 'the struct timeval number `detail` that it points to, in ns' },
] as const;

/** Name of such a way. */
export type CallFetch = (typeof CALL_FETCHES)[number]['name'];

/** One value of a call. */
export interface CallValue {
  readonly param: ParamDef;
  readonly fetch: CallFetch;
  /** Number of bytes, or which structure, for fetches that need it. */
  readonly detail: number;
  /** Whether the value exists only after the call. */
  readonly isOut: boolean;
  /** Whether a relative path starts at the directory of the value before it. */
  readonly isBelow: boolean;
}

/** A value, and the register from which it comes. */
export interface CallArg extends CallValue {
  readonly register: number;
}

/** A system call without an event of its own. */
export interface CallDef {
  readonly name: string;
  /** EC value. */
  readonly category: number;
  /** Type of the result. */
  readonly result: ParamType;
  /** Values known at enter, then those known at exit. */
  readonly args: readonly CallArg[];
  /** Number of registers that the call uses. */
  readonly registers: number;
  /** Whether it makes, closes or renames descriptors. */
  readonly changesFds: boolean;
}

type Options = Parameters<typeof param>[2];

/** A value that exists only after the call. */
export const out = (one: CallValue): CallValue => ({ ...one, isOut: true });

/** Makes the builder of values of a type that are fetched in one way. */
function value(type: ParamType, fetch: CallFetch, detail = 0, fixed: Options = undefined) {
  return (name: string, names?: FlagTable): CallValue => {
    const options = names === undefined ? fixed : { ...fixed, names };
    return { param: param(name, type, options), fetch, detail, isOut: false, isBelow: false };
  };
}

export const int = value('int32', 'U32');
export const uint = value('uint32', 'U32');
export const long = value('int64', 'LONG');
/** A number without a sign: a size, a count. */
export const size = value('uint64', 'U64');
/** An offset in a file: 64 bits for all callers. */
export const offset = value('int64', 'LONG');
/** An address, or a word that may be anything. */
export const address = value('uint64', 'U64', 0, { base: 'hex' });
export const mask64 = value('uint64', 'U64', 0, { base: 'hex' });
export const fd = value('fd', 'INT');
export const pid = value('pid', 'INT');
export const signal = value('sigtype', 'U8');
export const mode = value('mode', 'U32');
export const uid = value('uid', 'U32');
export const gid = value('gid', 'U32');
/** Bits with names. */
export const flags = value('flags32', 'U32');
/** One of several values with names. */
export const choice = value('enumflags32', 'U32');
export const text = value('charbuf', 'TEXT');
export const path = value('fspath', 'TEXT');
export const sigset = value('sigset64', 'BYTES', 8);
/** A 32-bit number that the call points to. */
export const pointedInt = value('int32', 'BYTES', 4);
export const waitStatus = value('waitstatus', 'BYTES', 4);
/** An unsigned long that the call points to, the first one or the second one. */
export const pointedAddress = value('uint64', 'WORD', 0, { base: 'hex' });
export const pointedFlags = value('flags32', 'BYTES', 4);
/** What the call has written to a buffer: as many bytes as it returned. */
export const resultPath = (name: string): CallValue => out(value('charbuf', 'RESULT')(name));
/** Durations. A time that is not valid, such as UTIME_OMIT, has no value. */
export const timespec = value('reltime', 'TIMESPEC');
export const timeval = value('reltime', 'TIMEVAL');
/** Moments. */
export const momentspec = value('abstime', 'TIMESPEC');
export const momentval = value('abstime', 'TIMEVAL');
/** The second structure in an array of two. */
const second = (builder: (name: string) => CallValue) => (name: string) => ({ ...builder(name), detail: 1 });
export const secondTimespec = second(timespec);
export const secondTimeval = second(timeval);
export const secondMomentspec = second(momentspec);
export const secondMomentval = second(momentval);

/** A path below the directory of the descriptor before it. */
export const at = (name: string): CallValue => ({ ...value('fsrelpath', 'TEXT')(name), isBelow: true });

/** An interval timer: its interval and the time until it next expires. */
export const itimerspec = (prefix: string): readonly CallValue[] => [
  timespec(`${prefix}interval`),
  secondTimespec(`${prefix}value`),
];
export const itimerval = (prefix: string): readonly CallValue[] => [
  timeval(`${prefix}interval`),
  secondTimeval(`${prefix}value`),
];

/** What the register of each argument gives: a value, or several. */
type Args = readonly (CallValue | readonly CallValue[])[];

/** Makes a row: the arguments in the order of the registers. */
export function call(name: string, category: number, args: Args, result: ParamType = 'errno'): CallDef {
  const values = args.flatMap((one, register) =>
    (Array.isArray(one) ? (one as readonly CallValue[]) : [one as CallValue]).map((each) => ({ ...each, register })),
  );
  const ordered = [...values.filter(({ isOut }) => !isOut), ...values.filter(({ isOut }) => isOut)];
  return {
    name,
    category: category | EC.SYSCALL,
    result,
    args: ordered,
    registers: args.length,
    changesFds: result === 'fd',
  };
}

/** A call that closes or renames descriptors. */
export const changingFds = (def: CallDef): CallDef => ({ ...def, changesFds: true });
