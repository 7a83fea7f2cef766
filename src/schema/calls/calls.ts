/** All system calls without an event of their own, and the rows of the event table that stand for them. */
import { EC, EF, type EventDef, event, param } from '../event.js';
import { SYSCALL_CODE_NAMES } from '../syscall-codes.js';
import type { CallArg, CallDef } from './call.js';
import { FILE_CALLS } from './files.js';
import { MEMORY_CALLS } from './memory.js';
import { MOUNT_CALLS } from './mounts.js';
import { NOTIFICATION_CALLS } from './notification.js';
import { PROCESS_CALLS } from './processes.js';
import { SIGNAL_CALLS } from './signals.js';
import { SYSTEM_CALLS } from './system.js';
import { TIME_CALLS } from './time.js';

/** All rows. */
export const CALLS: readonly CallDef[] = [
  ...FILE_CALLS,
  ...NOTIFICATION_CALLS,
  ...MOUNT_CALLS,
  ...PROCESS_CALLS,
  ...SIGNAL_CALLS,
  ...MEMORY_CALLS,
  ...TIME_CALLS,
  ...SYSTEM_CALLS,
];

/** Values of the enter event: those known before the call. */
export const enterArgs = ({ args }: CallDef): readonly CallArg[] => args.filter(({ isOut }) => !isOut);

/** The parameters of an event whose first argument has the index `first`. */
function paramsOf(args: readonly CallArg[], first: number) {
  return args.map(({ param: own, isBelow }, index) => (isBelow ? { ...own, dirfd: first + index - 1 } : own));
}

/** Flags of the calls of a category that transfer data. */
const IO_FLAGS: Readonly<Record<number, number>> = {
  [EC.IO_READ]: EF.USES_FD | EF.READS_FROM_FD,
  [EC.IO_WRITE]: EF.USES_FD | EF.WRITES_TO_FD,
};

const resultName = ({ result }: CallDef): string => (result === 'fd' ? 'fd' : 'res');

/** Flags for what the call does to descriptors; the reference has no flags for it. */
function stateFlags({ result, changesFds }: CallDef): number {
  if (!changesFds) return 0;
  return result === 'fd' ? EF.CREATES_FD | EF.CHANGES_STATE : EF.CHANGES_STATE;
}

/** The two rows of a call, with the numbers `id` and `id + 1`. */
function rowsOf(def: CallDef, id: number): readonly EventDef[] {
  const { name, category, result, args } = def;
  const flags = (IO_FLAGS[category & ~EC.SYSCALL] ?? 0) | stateFlags(def);
  const code = `CALL_${name.toUpperCase()}`;
  const exit = [param(resultName(def), result), ...paramsOf(args, 1)];
  return [
    event<string>(id, `${code}_E`, name, category, flags, paramsOf(enterArgs(def), 0)),
    event<string>(id + 1, `${code}_X`, name, category, flags, exit),
  ];
}

/**
 * Rows for the calls, numbered from `first` on. The numbers are in no file and may change: there, the call is a generic event with
 * its arguments in its annex.
 */
export const callEvents = (first: number): readonly EventDef[] =>
  CALLS.flatMap((def, index) => rowsOf(def, first + 2 * index));

/** Index in CALLS by system call code; -1 for calls with an event of their own. */
export const CALL_BY_CODE: Int16Array = (() => {
  const indexes = new Map(CALLS.map(({ name }, index) => [name, index]));
  return Int16Array.from(SYSCALL_CODE_NAMES, (name) => indexes.get(name) ?? -1);
})();

/** One byte per system call code: 1 for calls without an event of their own that change descriptors. */
export const CHANGES_FDS: Uint8Array = Uint8Array.from(CALL_BY_CODE, (index) =>
  CALLS[index]?.changesFds === true ? 1 : 0,
);
