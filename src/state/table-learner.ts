import type { EventView } from '../decode/event-view.js';
import { decodeTableRecord, TABLE_MARK, type TableRecord } from '../decode/table-record.js';
import { closeAllCall, closeCall, copyCall, fdCalls } from './fd-calls.js';
import type { FdInfo } from './fd-info.js';
import type { FdTable } from './fd-table.js';
import type { Caller } from './hidden-call.js';
import { learntFd } from './learnt-fd.js';
import { isSameFd } from './same-fd.js';
import type { SystemState } from './system-state.js';

/** The calls that make a descriptor known. Of pipes that the header lists, only copies have the name. */
function callsFor(caller: Caller, fd: number, found: FdInfo, fds: FdTable): Buffer[] {
  let original = -1;
  if (found.type === 'FIFO')
    fds.forEach((info, other) => {
      if (isSameFd(info, found)) original = other;
    });
  return original < 0 ? fdCalls(caller, fd, found) : copyCall(caller, fd, original);
}

/**
 * Corrects what state knows of the descriptors of a process whose calls were not recorded for a while, from the records in which
 * the probe describes its table (native/ebpf/learn.bpf.h). The corrections are hidden calls, so that a written capture says the
 * same to its readers. Of descriptors that are still the same, nothing is written.
 */
export class TableLearner {
  private readonly state: SystemState;
  /** Of tables that are being described, by tid: what was known of them at the beginning, and has not been confirmed since. */
  private readonly unconfirmed = new Map<number, Map<number, FdInfo>>();

  constructor(state: SystemState) {
    this.state = state;
  }

  /** Events, as blocks, to apply in place of the record that the view is on. */
  take(view: EventView): Buffer[] {
    const { tid, tsHi, tsLo } = view;
    const fds = this.state.table.find(tid)?.fdOwner?.fds;
    const record = decodeTableRecord(view);
    const caller = { tid, tsHi, tsLo };
    if (fds === undefined) return [];
    if (record.fd >= 0) return this.correct(caller, record, fds);
    if (record.fd === TABLE_MARK.BEGINS) return this.begin(caller, fds);
    return this.end(caller, record.fd === TABLE_MARK.ENDS, fds);
  }

  private begin(caller: Caller, fds: FdTable): Buffer[] {
    const unconfirmed = new Map<number, FdInfo>();
    // readers may know others than this state does
    if (!fds.isPartial)
      fds.forEach((info, fd) => {
        unconfirmed.set(fd, info);
      });
    // an end mark can be lost, and its thread can have ended
    for (const tid of this.unconfirmed.keys()) if (this.state.table.find(tid) === null) this.unconfirmed.delete(tid);
    this.unconfirmed.set(caller.tid, unconfirmed);
    return fds.isPartial ? closeAllCall(caller) : [];
  }

  private correct(caller: Caller, record: TableRecord, fds: FdTable): Buffer[] {
    const { fd } = record;
    const known = fds.get(fd);
    const found = learntFd(record, fds);
    this.unconfirmed.get(caller.tid)?.delete(fd);
    if (found !== null && known !== null && isSameFd(known, found) && !fds.isPartial) return [];
    const calls = found === null ? [] : callsFor(caller, fd, found, fds);
    return calls.length === 0 && known !== null ? closeCall(caller, fd) : calls;
  }

  private end(caller: Caller, isWhole: boolean, fds: FdTable): Buffer[] {
    const left = this.unconfirmed.get(caller.tid) ?? [];
    this.unconfirmed.delete(caller.tid);
    if (!isWhole) return [];
    // another thread of the process may have opened the number again
    const closed = [...left].filter(([fd, info]) => fds.get(fd) === info);
    return closed.flatMap(([fd]) => closeCall(caller, fd));
  }
}
