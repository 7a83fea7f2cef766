import { EF, isExitType } from '../schema/event.js';
import { EVENTS, EVT, type EventCode, typesWith } from '../schema/events.js';

/** How an event finds its thread (STATE.md#thread-of-an-event). */
export const THREAD_RULE = {
  /** By tid; one that is not known is made up. */
  KNOWN_OR_FAKE: 0,
  /** By tid, if it is known. */
  KNOWN: 1,
  /** By tid, if it is known, and nothing else is bound: meta events, and the switch of the scheduler. */
  LOOK_ONLY: 2,
} as const;

function byCode(fallback: number, values: Partial<Record<EventCode, number>>): Int8Array {
  const table = new Int8Array(EVENTS.length).fill(fallback);
  for (const [code, value] of Object.entries(values)) table[EVT[code as EventCode]] = value as number;
  return table;
}

function ruleOf(code: string, flags: number): number {
  if (code === 'SCHEDSWITCH_6_E' || (flags & (EF.SKIPPARSERESET | EF.DESCRIBES)) !== 0) return THREAD_RULE.LOOK_ONLY;
  return (flags & (EF.CREATES_THREAD | EF.ENDS_THREAD)) === 0 ? THREAD_RULE.KNOWN_OR_FAKE : THREAD_RULE.KNOWN;
}

/** THREAD_RULE by event type. */
export const THREAD_RULES: Uint8Array = Uint8Array.from(EVENTS.map((row) => ruleOf(row.code, row.flags)));

/** Which parameter of an enter event is the descriptor that it uses; -1 where it uses none. */
export const ENTER_FD: Int8Array = (() => {
  const table = byCode(0, { MMAP_E: 4, MMAP2_E: 4, SPLICE_E: 1 });
  for (const row of EVENTS) if ((row.flags & EF.USES_FD) === 0) table[row.id] = -1;
  return table;
})();

/** Which parameter of an exit event is the descriptor, where the enter event did not say it; -1: none. */
export const EXIT_FD: Int8Array = byCode(-1, { LISTEN_X: 1, READ_X: 2, PREAD_X: 2, BIND_X: 2 });

const paramNames = (id: number): readonly string[] => (EVENTS[id]?.allParams ?? []).map(({ name }) => name);

/** EXIT_FD for captures of later recorders: their exit events say themselves what the enter event would have. */
export const APPENDED_EXIT_FD: Int8Array = (() => {
  const table = Int8Array.from(EXIT_FD);
  for (const { id, flags } of EVENTS) {
    if (!isExitType(id) || (flags & EF.USES_FD) === 0 || table[id] !== -1) continue;
    const name = paramNames(id - 1)[ENTER_FD[id - 1] as number];
    // of a connect its update takes care; the calls that copy a descriptor have another name for it at their exit
    if (name !== undefined && id !== EVT.CONNECT_X)
      table[id] = paramNames(id).findIndex((own) => own === name || own === 'oldfd');
  }
  return table;
})();

/** The same for events whose own parameter is always the one to use. */
export const EXIT_FD_ALWAYS: Int8Array = byCode(-1, { COPY_FILE_RANGE_X: 1, SENDMMSG_X: 1, RECVMMSG_X: 1 });

/** What an event knows of a descriptor that its call only looks at; with the first two it differs by call, as in the reference. */
export const LOOKED_AT = {
  /** The descriptor where the call succeeded, and never its number. */
  WITHOUT_NUMBER: 0,
  /** Its number, and the descriptor where the call succeeded. */
  NUMBER: 1,
  /** Number and descriptor. */
  ALL: 2,
} as const;

const LOOKED_AT_ROWS: Partial<Record<EventCode, { readonly param: number; readonly rule: number }>> = {
  NEWFSTATAT_X: { param: 1, rule: LOOKED_AT.WITHOUT_NUMBER },
  MKNODAT_X: { param: 1, rule: LOOKED_AT.WITHOUT_NUMBER },
  FCHOWNAT_X: { param: 1, rule: LOOKED_AT.NUMBER },
  FCHMODAT_X: { param: 1, rule: LOOKED_AT.NUMBER },
  MKDIRAT_X: { param: 1, rule: LOOKED_AT.NUMBER },
  UNLINKAT_2_X: { param: 1, rule: LOOKED_AT.NUMBER },
  SYMLINKAT_X: { param: 2, rule: LOOKED_AT.NUMBER },
  FCHMOD_X: { param: 1, rule: LOOKED_AT.ALL },
  FCHOWN_X: { param: 1, rule: LOOKED_AT.ALL },
};

const ofLookedAt = (member: 'param' | 'rule'): Int8Array =>
  byCode(-1, Object.fromEntries(Object.entries(LOOKED_AT_ROWS).map(([code, row]) => [code, row[member]])));

/** Which parameter of an exit event is a descriptor that its call only looks at; -1: none. */
export const LOOKED_AT_FD: Int8Array = ofLookedAt('param');
/** LOOKED_AT of these exit events. */
export const LOOKED_AT_RULE: Int8Array = ofLookedAt('rule');

/** Where in an exit event the parameters of its enter event begin, in their order; -1 where nobody needs them. */
export const ENTER_WITHIN: Int8Array = Int8Array.from(EVENTS, ({ id, flags }) => {
  if ((flags & EF.NEEDS_ENTER) === 0) return -1;
  const names = paramNames(id);
  const enterNames = paramNames(id - 1);
  return names.findIndex((_, at) => enterNames.every((name, i) => names[at + i] === name));
});

/** One byte a type: 1 for enter events whose parameters are kept for their exit. */
export const KEPT_ENTERS: Uint8Array = typesWith(EF.KEEPS_ENTER);

/** One byte a type: 1 for records of the initial state. */
export const INITIAL_EVENTS: Uint8Array = typesWith(EF.INITIAL);
