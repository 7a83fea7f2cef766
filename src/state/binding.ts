import { EF, isExitType } from '../schema/event.js';
import { EVENTS, EVT, type EventCode } from '../schema/events.js';

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

/** Exit events of calls that make threads, by their code. */
export const CREATES_THREAD = /^(CLONE|FORK|VFORK)\w*_X$/;
/** Records of what there is, and not calls of their thread. */
const META = /^(CONTAINER|USER_|GROUP_|PLUGINEVENT|ASYNCEVENT|ITER_)/;

function ruleOf(code: string, flags: number): number {
  if (code === 'SCHEDSWITCH_6_E' || (flags & EF.SKIPPARSERESET) !== 0 || META.test(code)) return THREAD_RULE.LOOK_ONLY;
  if (CREATES_THREAD.test(code) || code.startsWith('PROCEXIT')) return THREAD_RULE.KNOWN;
  return THREAD_RULE.KNOWN_OR_FAKE;
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
export const LATER_EXIT_FD: Int8Array = (() => {
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

/** Enter events whose parameters are kept for their exit: 1. (Some of fcntl are too, see updates/dup.) */
export const KEPT_ENTERS: Int8Array = byCode(0, {
  SENDTO_E: 1,
  SENDMSG_E: 1,
  SENDFILE_E: 1,
  SHUTDOWN_E: 1,
  OPEN_E: 1,
  CREAT_E: 1,
  OPENAT_E: 1,
  OPENAT_2_E: 1,
  OPENAT2_E: 1,
  EVENTFD_E: 1,
  EVENTFD2_E: 1,
  LINK_E: 1,
  LINKAT_E: 1,
  MKDIR_E: 1,
  RMDIR_E: 1,
  UNLINK_E: 1,
  UNLINKAT_E: 1,
  GETRLIMIT_E: 1,
  SETRLIMIT_E: 1,
  PRLIMIT_E: 1,
  SETRESUID_E: 1,
  SETRESGID_E: 1,
  SETUID_E: 1,
  SETGID_E: 1,
  SETPGID_E: 1,
  EXECVE_18_E: 1,
  EXECVE_19_E: 1,
  EXECVEAT_E: 1,
  UNSHARE_E: 1,
  SETNS_E: 1,
});

/** Calls whose enter event an update needs, though their exit event may hold the same. */
const NEEDS_ENTER =
  /^(SENDTO|SENDMSG|FCNTL|GETRLIMIT|SETRLIMIT|PRLIMIT|SETRESUID|SETRESGID|SETUID|SETGID|EXECVE_19|UNSHARE|SETNS)_X$/;

/** Where in an exit event the parameters of its enter event begin, in their order; -1 where nobody needs them. */
export const ENTER_WITHIN: Int8Array = Int8Array.from(EVENTS, ({ id, code }) => {
  if (!NEEDS_ENTER.test(code)) return -1;
  const names = paramNames(id);
  const enterNames = paramNames(id - 1);
  return names.findIndex((_, at) => enterNames.every((name, i) => names[at + i] === name));
});

/** Records of the initial state that stand before the real events (SCAP-FORMAT.md#initial-records): 1. */
export const INITIAL_EVENTS: Int8Array = byCode(0, {
  CONTAINER_E: 1,
  CONTAINER_JSON_E: 1,
  CONTAINER_JSON_2_E: 1,
  USER_ADDED_E: 1,
  USER_DELETED_E: 1,
  GROUP_ADDED_E: 1,
  GROUP_DELETED_E: 1,
  ASYNCEVENT_E: 1,
});
