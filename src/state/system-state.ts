// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { CaptureHeader, GroupRecord, InterfaceRecord, MachineInfo, UserRecord } from '../scap/header.js';
import { ContainerTable } from './container-table.js';
import type { Evt } from './evt.js';
import { ThreadTable } from './thread-table.js';
import { AccountTable } from './user-table.js';

/**
 * What the machine looks like at the current event: threads, descriptors, users, containers. For each event, in this
 * order: `evt.view.read`, `begin`, then `update` or `reject`. What an event ends (a thread, a descriptor) goes at the
 * `begin` of the next one, so it can still be looked at.
 */
export class SystemState {
  readonly table = new ThreadTable();
  /** Threads by tid. */
  readonly threads = this.table.threads;
  readonly users = new AccountTable<UserRecord>();
  readonly groups = new AccountTable<GroupRecord>();
  readonly containers = new ContainerTable();
  machine: MachineInfo | null = null;
  interfaces: readonly InterfaceRecord[] = [];
  /** Time of the first event that is not a meta event, and of the current event; halves of ns since the epoch. */
  firstTsHi = 0;
  firstTsLo = 0;
  lastTsHi = 0;
  lastTsLo = 0;

  /** Starts over from a capture's (or section's) header. Event numbers go on. */
  reset(_header: CaptureHeader): void {}

  /**
   * Numbers the event and binds thread, descriptor, latency and enter event to it. Returns false for an event that is to
   * be skipped (a type that is not known). `evt.view` may then stand on a converted copy of the event.
   */
  begin(_evt: Evt): boolean {
    return true;
  }

  /** Applies what the event changes. */
  update(_evt: Evt): void {}

  /** Takes note that a filter refused the event before `update`: for events without EF.MODIFIES_STATE. */
  reject(_evt: Evt): void {}
}
