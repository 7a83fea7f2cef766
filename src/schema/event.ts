/**
 * Rules of the event table, on which existing files depend forever: numbers are explicit and never reused; parameters of a row
 * never change, new ones are appended; retired rows stay; an enter row and its exit row share a name; at most 32 parameters per
 * row. Readers take the parameter count from each event, never from the row.
 */
import type { DynAlternative } from './dynamic-params.js';
import type { FlagTable } from './flag-table.js';
import type { ParamType } from './param-types.js';

/** Event categories: a low part with one of several values, and combinable bits from INTERNAL on. */
export const EC = {
  UNKNOWN: 0,
  OTHER: 1,
  FILE: 2,
  NET: 3,
  IPC: 4,
  MEMORY: 5,
  PROCESS: 6,
  SLEEP: 7,
  SYSTEM: 8,
  SIGNAL: 9,
  USER: 10,
  TIME: 11,
  PROCESSING: 12,
  IO_READ: 32,
  IO_WRITE: 33,
  IO_OTHER: 34,
  WAIT: 64,
  SCHEDULER: 128,
  INTERNAL: 256,
  SYSCALL: 512,
  TRACEPOINT: 1024,
  PLUGIN: 2048,
  METAEVENT: 4096,
  ITER: 8192,
} as const;

/**
 * Event flags: what an event does to descriptors and state, and how it is stored. Those below OWN_FLAGS are the reference's. A row
 * without our flags gets the safe default: its event is always processed, and a failed call counts as one that changes state.
 */
export const EF = {
  CREATES_FD: 1,
  DESTROYS_FD: 2,
  USES_FD: 4,
  READS_FROM_FD: 8,
  WRITES_TO_FD: 16,
  MODIFIES_STATE: 32,
  UNUSED: 64,
  WAITS: 128,
  SKIPPARSERESET: 256,
  OLD_VERSION: 512,
  LARGE_PAYLOAD: 2048,
  TMP_CONVERTER_MANAGED: 4096,
  /** Exit: opens a file descriptor. */
  OPENS_FILE: 1 << 16,
  /** Exit: changes nothing if the call failed. */
  FAILS_CLEANLY: 1 << 17,
  /** Enter: its parameters are kept for its exit. Some fcntl commands keep them too, see state/updates/dup. */
  KEEPS_ENTER: 1 << 18,
  /** Exit: its update uses parameters of the enter event, even if the exit event repeats them. */
  NEEDS_ENTER: 1 << 19,
  /** Exit: creates a thread. */
  CREATES_THREAD: 1 << 20,
  /** Last event of its thread. */
  ENDS_THREAD: 1 << 21,
  /** Describes existing objects, and is not a call of its thread. */
  DESCRIBES: 1 << 22,
  /** May precede the real events, as a record of the initial state (SCAP-FORMAT.md#initial-records). */
  INITIAL: 1 << 23,
  /** May have a piece of a checkpoint in its annex (state/checkpoint-restore.ts). */
  CHECKPOINT: 1 << 24,
  /** Changes state, though the reference has no flag for it. */
  CHANGES_STATE: 1 << 25,
  /** Reports memory use of a thread or that a socket is connected, which few fields need (FieldDemands.asksNoUse). */
  REPORTS_USE: 1 << 26,
} as const;

/** The first flag of our own. */
export const OWN_FLAGS = EF.OPENS_FILE;

/** Flags of events that give later events their names: written captures keep them, hidden, even if the filter rejects them. */
export const STATE_FLAGS = EF.MODIFIES_STATE | EF.CHECKPOINT | EF.CHANGES_STATE;

/** Number base in which a parameter is written; decimal by default. */
export type NumberBase = 'dec' | 'hex' | 'oct';

/** One parameter of an event. */
export interface ParamDef {
  readonly name: string;
  readonly type: ParamType;
  readonly base: NumberBase;
  /** Names of the values or bits. */
  readonly names?: FlagTable;
  /** For `fsrelpath`: index of the parameter with the directory descriptor. */
  readonly dirfd?: number;
  /** For `dyn`: the forms; index = tag byte. */
  readonly alternatives?: readonly DynAlternative[];
}

/** One row of the event table. Even ids are enter events, odd ids exit events. */
export interface EventDef<Code extends string = string> {
  readonly id: number;
  /** Unique name of the row in code; several rows share one `name`. */
  readonly code: Code;
  /** Shown as evt.type. */
  readonly name: string;
  /** EC value with its bits. */
  readonly category: number;
  /** EF bits. */
  readonly flags: number;
  /** Parameters as recorded by 0.20.0 and our own probe. */
  readonly params: readonly ParamDef[];
  /** Parameters that newer libraries append to `params`: mostly those of the enter event, which they no longer record. */
  readonly appended: readonly ParamDef[];
  /** `params` and `appended`: all parameters that an event can have. */
  readonly allParams: readonly ParamDef[];
}

type ParamOptions = Partial<Pick<ParamDef, 'base' | 'names' | 'dirfd' | 'alternatives'>>;

/** Makes a parameter of an event row. */
export function param(name: string, type: ParamType, options?: ParamOptions): ParamDef {
  // most have no options, and copying takes time: the first line of output waits for 1500 parameters
  return options === undefined ? { name, type, base: 'dec' } : { name, type, base: 'dec', ...options };
}

/** Makes a row of the event table. */
// biome-ignore lint/complexity/useMaxParams: a row reads best as one line
export function event<const Code extends string>(
  id: number,
  code: Code,
  name: string,
  category: number,
  flags: number,
  params: readonly ParamDef[],
  appended: readonly ParamDef[] = [],
): EventDef<Code> {
  return {
    id,
    code,
    name,
    category,
    flags,
    params,
    appended,
    allParams: appended.length === 0 ? params : [...params, ...appended],
  };
}

/** Whether a type number belongs to an exit event. */
export function isExitType(id: number): boolean {
  return (id & 1) === 1;
}
