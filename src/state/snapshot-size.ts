import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { FdsSnapshot, StateSnapshot, ThreadSnapshot } from './state-snapshot.js';

/** Heap bytes of snapshots, of which each part counts once, however many have it. */
export class SnapshotSize {
  /** Heap bytes of all that were added. */
  bytes = 0;
  private readonly seen = new Set<unknown>();

  /** Counts what a snapshot has that those before it lack. */
  add({ threads, ended, users, groups, containers }: StateSnapshot): void {
    this.bytes += HEAP_BYTES.PLACE * (threads.length + 2 * ended.threads.length);
    for (const accounts of [users, groups]) if (this.isNew(accounts)) this.bytes += HEAP_BYTES.PLACE * accounts.length;
    if (this.isNew(containers)) this.bytes += HEAP_BYTES.PLACE * containers.length;
    for (const thread of [...threads, ...ended.threads]) if (this.isNew(thread)) this.addThread(thread);
  }

  private isNew(part: unknown): boolean {
    if (this.seen.has(part)) return false;
    this.seen.add(part);
    return true;
  }

  private addThread({ values, lists, fds, children, enter }: ThreadSnapshot): void {
    this.bytes += HEAP_BYTES.OBJECT + (enter?.length ?? 0);
    if (this.isNew(values)) this.bytes += HEAP_BYTES.NUMBER * values.length;
    if (this.isNew(children)) this.bytes += HEAP_BYTES.PLACE * children.length;
    for (const text of [...values, ...lists])
      if (typeof text === 'string' && this.isNew(text)) this.bytes += HEAP_BYTES.STRING + text.length;
    if (this.isNew(fds)) this.addFds(fds);
  }

  private addFds({ infos }: FdsSnapshot): void {
    for (const info of infos) {
      this.bytes += HEAP_BYTES.PLACE;
      if (this.isNew(info)) this.bytes += HEAP_BYTES.FD + info.name.length + info.rawName.length;
    }
  }
}
