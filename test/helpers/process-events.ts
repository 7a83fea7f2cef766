import type { EventDef } from '../../src/schema/event.js';
import { EVENTS, type EventCode } from '../../src/schema/events.js';
import { PARAM_TYPES } from '../../src/schema/param-types.js';
import { storedEvent } from './call-event.js';
import { int, text } from './event-samples.js';
import type { EventParts } from './scap.js';

/** Parameters by name. */
export type NamedParams = Readonly<Record<string, Uint8Array>>;

const ROWS = new Map(EVENTS.map((row) => [row.code, row]));

/** Code of an event, or of a call without an event of its own. */
export type AnyEventCode = EventCode | `CALL_${string}`;

/** An event with parameters given by name; the others are zero or empty. */
export function namedEvent(code: AnyEventCode, tid: number, values: NamedParams = {}): EventParts {
  const row = ROWS.get(code) as EventDef;
  const params = row.params.map((param) => values[param.name] ?? Buffer.alloc(PARAM_TYPES[param.type].width));
  return { ...storedEvent(row, params), tid: BigInt(tid) };
}

/** What clone and exec events contain about a process. */
export interface ProcessParts {
  readonly tid: number;
  readonly pid?: number;
  readonly ptid?: number;
  readonly vtid?: number;
  readonly vpid?: number;
  readonly program: string;
  readonly args?: readonly string[];
  readonly cgroups?: string;
  /** Its environment variables. */
  readonly env?: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  readonly flags?: number;
  /** Inode of the executable, when it last changed, and when the pid namespace was created (ns). */
  readonly inode?: bigint;
  readonly changed?: bigint;
  readonly namespaceStart?: bigint;
  /** Number of its terminal; 0 if there is none. */
  readonly tty?: number;
}

function processParams(parts: ProcessParts): NamedParams {
  const { tid, pid = tid, ptid = 1, program, args = [], cgroups = 'cpu=/user.slice', flags = 0 } = parts;
  return {
    exe: text(`/bin/${program}`),
    args: Buffer.from(args.map((arg) => `${arg}\0`).join(''), 'latin1'),
    tid: int(tid, 8),
    pid: int(pid, 8),
    ptid: int(ptid, 8),
    cwd: text(''),
    fdlimit: int(1024, 8),
    pgft_maj: int(1, 8),
    pgft_min: int(2, 8),
    vm_size: int(100, 4),
    vm_rss: int(50, 4),
    comm: text(program),
    cgroups: text(cgroups),
    flags: int(flags, 4),
    uid: int(parts.uid ?? 1000, 4),
    gid: int(parts.gid ?? 1000, 4),
    vtid: int(parts.vtid ?? tid, 8),
    vpid: int(parts.vpid ?? pid, 8),
    pidns_init_start_ts: int(parts.namespaceStart ?? 0, 8),
    exe_ino_ctime: int(parts.changed ?? 0, 8),
    exe_ino_mtime: int(parts.changed ?? 0, 8),
  };
}

/** Exit event of clone: of the caller (`result` is the child) or of the child (`result` 0). */
export function cloneExit(parts: ProcessParts, result: number, code: EventCode = 'CLONE_20_X'): EventParts {
  return namedEvent(code, parts.tid, { ...processParams(parts), res: int(result, 8) });
}

/** Exit event of execve. */
export function execExit(parts: ProcessParts, result = 0, code: EventCode = 'EXECVE_19_X'): EventParts {
  const { tid, pid = tid, program } = parts;
  return namedEvent(code, tid, {
    ...processParams(parts),
    res: int(result, 8),
    env: Buffer.from((parts.env ?? ['A=b']).map((variable) => `${variable}\0`).join(''), 'latin1'),
    vpgid: int(pid, 8),
    pgid: int(pid, 8),
    loginuid: int(1000, 4),
    tty: int(parts.tty ?? 0, 4),
    exe_ino: int(parts.inode ?? 77, 8),
    trusted_exepath: text(`/usr/bin/${program}`),
  });
}
