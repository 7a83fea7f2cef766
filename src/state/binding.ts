import { EF, type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT, type EventCode, FIRST_CALL_TYPE, typesWith } from '../schema/events.js';

/** How an event finds its thread (STATE.md#thread-of-an-event). */
export const THREAD_RULE = {
  /** By tid; an unknown thread is added as a fake one. */
  KNOWN_OR_FAKE: 0,
  /** By tid, if known. */
  KNOWN: 1,
  /** By tid, if known, and nothing else is bound: meta events. */
  LOOK_ONLY: 2,
  /** The same, or a thread that has just ended: its last switch of the scheduler comes after its end. */
  LOOK_BACK: 3,
} as const;

function byCode(fallback: number, values: Partial<Record<EventCode, number>>): Int8Array {
  const table = new Int8Array(EVENTS.length).fill(fallback);
  for (const [code, value] of Object.entries(values)) table[EVT[code as EventCode]] = value as number;
  return table;
}

function ruleOf(code: string, flags: number): number {
  if (code === 'SCHEDSWITCH_6_E') return THREAD_RULE.LOOK_BACK;
  if ((flags & (EF.SKIPPARSERESET | EF.DESCRIBES)) !== 0) return THREAD_RULE.LOOK_ONLY;
  return (flags & (EF.CREATES_THREAD | EF.ENDS_THREAD)) === 0 ? THREAD_RULE.KNOWN_OR_FAKE : THREAD_RULE.KNOWN;
}

/** Whether events that find their thread by this rule bind nothing else. */
export const looksOnly = (rule: number): boolean => rule >= THREAD_RULE.LOOK_ONLY;

/** THREAD_RULE by event type. */
export const THREAD_RULES: Uint8Array = Uint8Array.from(EVENTS.map((row) => ruleOf(row.code, row.flags)));

const indexOfFd = ({ params }: EventDef, from = 0): number =>
  params.findIndex(({ type }, index) => index >= from && type === 'fd');

/** Calls that make a descriptor have that one, whatever descriptors their arguments are. */
const makesFd = ({ flags }: EventDef): boolean => (flags & EF.CREATES_FD) !== 0;

/** Index of the parameter of an enter event that holds the descriptor it uses; -1 if it uses none. */
export const ENTER_FD: Int8Array = (() => {
  const table = byCode(0, { MMAP_E: 4, MMAP2_E: 4, SPLICE_E: 1 });
  for (const row of EVENTS)
    if ((row.flags & EF.USES_FD) === 0) table[row.id] = isExitType(row.id) || makesFd(row) ? -1 : indexOfFd(row);
  return table;
})();

/**
 * Index of the parameter of an exit event that holds the descriptor, for calls whose enter event does not have it, or is missing
 * although the exit event repeats it; -1: none.
 */
export const EXIT_FD: Int8Array = (() => {
  const table = byCode(-1, { LISTEN_X: 1, READ_X: 2, PREAD_X: 2, BIND_X: 2 });
  for (let exit = FIRST_CALL_TYPE + 1; exit < EVENTS.length; exit += 2) {
    const fd = ENTER_FD[exit - 1] as number;
    if (fd >= 0) table[exit] = fd + 1;
  }
  return table;
})();

const paramNames = (id: number): readonly string[] => (EVENTS[id]?.allParams ?? []).map(({ name }) => name);

/**
 * EXIT_FD for events whose own parameter always takes precedence: it is the only one of their call, or the reference takes it. Of two
 * directories, it is the first.
 */
export const EXIT_FD_ALWAYS: Int8Array = (() => {
  const table = byCode(-1, { COPY_FILE_RANGE_X: 1 });
  for (const row of EVENTS)
    if (isExitType(row.id) && !makesFd(row) && (ENTER_FD[row.id - 1] as number) < 0) table[row.id] = indexOfFd(row, 1);
  return table;
})();

/** One byte per event type: 1 for exit events of calls that use a descriptor, which may be that of their enter event. */
export const EXIT_USES_FD: Uint8Array = Uint8Array.from(EVENTS, (row) => {
  if ((row.flags & EF.USES_FD) !== 0) return 1;
  if (!isExitType(row.id) || makesFd(row)) return 0;
  return (ENTER_FD[row.id - 1] as number) >= 0 || (EXIT_FD_ALWAYS[row.id] as number) >= 0 ? 1 : 0;
});

/** EXIT_FD for captures of newer libraries: their exit events repeat the parameters of the enter event. */
export const APPENDED_EXIT_FD: Int8Array = (() => {
  const table = Int8Array.from(EXIT_FD);
  for (const { id } of EVENTS) {
    if (!isExitType(id) || EXIT_USES_FD[id] === 0 || table[id] !== -1) continue;
    const name = paramNames(id - 1)[ENTER_FD[id - 1] as number];
    // connect has its own update; calls that copy a descriptor name the parameter differently at exit
    if (name !== undefined && id !== EVT.CONNECT_X)
      table[id] = paramNames(id).findIndex((own) => own === name || own === 'oldfd');
  }
  return table;
})();

/** One byte per event type: 1 if its events make, use or close a descriptor. */
export const HAS_FD: Uint8Array = Uint8Array.from(EVENTS, ({ id, flags }) => {
  const isFlagged = (flags & (EF.CREATES_FD | EF.USES_FD | EF.DESTROYS_FD)) !== 0;
  return isFlagged || (ENTER_FD[id] as number) >= 0 || EXIT_USES_FD[id] === 1 ? 1 : 0;
});

/** Whether a path of an event starts from the directory in one of its parameters. */
const startsAt = ({ params }: EventDef, fd: number): boolean =>
  fd >= 0 && params.some(({ type, dirfd }) => type === 'fsrelpath' && (dirfd ?? 0) === fd);

/**
 * One byte per event type: 1 if the descriptor of its events is the directory that a path starts from. So it may be AT_FDCWD, the
 * working directory.
 */
export const HAS_DIRECTORY: Uint8Array = Uint8Array.from(EVENTS, (row) => {
  if (!isExitType(row.id)) return startsAt(row, ENTER_FD[row.id] as number) ? 1 : 0;
  const enter = EVENTS[row.id - 1] as EventDef;
  return startsAt(row, EXIT_FD_ALWAYS[row.id] as number) || startsAt(enter, ENTER_FD[enter.id] as number) ? 1 : 0;
});

/** Index in an exit event at which the parameters of its enter event begin, in the same order; -1 if they are not needed. */
export const ENTER_WITHIN: Int8Array = Int8Array.from(EVENTS, ({ id, flags }) => {
  if ((flags & EF.NEEDS_ENTER) === 0) return -1;
  const names = paramNames(id);
  const enterNames = paramNames(id - 1);
  return names.findIndex((_, at) => enterNames.every((name, i) => names[at + i] === name));
});

/** One byte per event type: 1 for enter events that have an exit event. */
export const HAS_EXIT: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  !isExitType(id) && ((EVENTS[id + 1]?.flags ?? EF.UNUSED) & EF.UNUSED) === 0 ? 1 : 0,
);

/** One byte per event type: 1 for enter events whose parameters are kept for their exit. */
export const KEPT_ENTERS: Uint8Array = typesWith(EF.KEEPS_ENTER);

/** One byte per event type: 1 for records of the initial state. */
export const INITIAL_EVENTS: Uint8Array = typesWith(EF.INITIAL);
