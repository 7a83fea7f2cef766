// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation for a thread that is remembered.
import { Chunk } from '../bytes/chunk.js';
import type { WriteField } from '../fields/field.js';
import type { Thread } from '../state/thread.js';

/** Threads that are remembered at once. */
const SLOTS = 256;

/** What was written for a thread, and what it was made from (see FieldTraits.isOfThread). */
interface ThreadText {
  readonly thread: Thread;
  readonly comm: string;
  readonly pid: number;
  readonly tid: number;
  readonly cpu: number;
  readonly chunk: Chunk;
}

/** Remembers what `write` adds, which may depend on nothing but the event's thread and CPU. */
export function rememberByThread(write: WriteField): WriteField {
  const known: (ThreadText | null)[] = new Array<ThreadText | null>(SLOTS).fill(null);
  return (evt, out) => {
    const { thread } = evt;
    const { tid, cpu } = evt.view;
    if (thread === null) return write(evt, out);
    const slot = tid & (SLOTS - 1);
    const text = known[slot] as ThreadText | null;
    const { comm, pid } = thread;
    if (text?.thread === thread && text.comm === comm && text.cpu === cpu && text.pid === pid && text.tid === tid) {
      out.addChunk(text.chunk);
      return true;
    }
    const start = out.length;
    if (!write(evt, out)) return false;
    known[slot] = { thread, comm, pid, tid, cpu, chunk: Chunk.ofBytes(out.view, start, out.length) };
    return true;
  };
}
