// HOT: once per event that changes state. No allocation, bigint, try, spread or iterator here.
import { NEAR } from '../schema/prefilter.js';

/**
 * Counts changes of single threads and descriptors, by the low bits of their numbers: what was known of a thread or a descriptor holds
 * while its count is the same, and no change was counted that may be of any of them (ThreadTable.wideChanges, SystemState.wideFdChanges).
 */
export class NearChanges {
  private byTid: Uint32Array = new Uint32Array(NEAR);
  private byFd: Uint32Array = new Uint32Array(NEAR);

  /** Counts in memory of the caller, NEAR numbers each, from now on. */
  countIn(byTid: Uint32Array, byFd: Uint32Array): void {
    this.byTid = byTid;
    this.byFd = byFd;
  }

  /** Notes that a thread has appeared, ended or changed. */
  noteThread(tid: number): void {
    const slot = tid & (NEAR - 1);
    this.byTid[slot] = (this.byTid[slot] as number) + 1;
  }

  /** Notes that a number has become another descriptor in some process, or that the descriptor has changed. */
  noteFd(fd: number): void {
    const slot = fd & (NEAR - 1);
    this.byFd[slot] = (this.byFd[slot] as number) + 1;
  }

  /** Changes of threads with the low bits of a tid. */
  ofThread(tid: number): number {
    return this.byTid[tid & (NEAR - 1)] as number;
  }

  /** Changes of descriptors whose numbers have the low bits of a number. */
  ofFd(fd: number): number {
    return this.byFd[fd & (NEAR - 1)] as number;
  }
}
