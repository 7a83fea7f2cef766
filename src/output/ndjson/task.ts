// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation for a thread that is remembered.
import { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { parentOf } from '../../fields/ancestors.js';
import type { Evt } from '../../state/evt.js';
import type { Thread } from '../../state/thread.js';
import { writeText } from './text.js';

/** Threads that are remembered at once. */
const SLOTS = 256;
const NO_ID = 0xffffffff;
const UNKNOWN = -1;
const NO_NAME = '<NA>';
const TID = Chunk.ofText(',"tid":');
const NULL = Chunk.ofText('null');

/** What was written for a thread, and what it was made from. */
interface TaskText extends Pick<Thread, 'pid' | 'comm' | 'exe' | 'exepath' | 'uid' | 'containerId'> {
  readonly thread: Thread;
  readonly ppid: number;
  readonly chunk: Chunk;
}

const known: (TaskText | null)[] = new Array<TaskText | null>(SLOTS).fill(null);
const scratch = new ByteText();

function addNumber(name: string, value: number, unknown: number): void {
  scratch.addText(`"${name}":${value === unknown ? 'null' : value},`);
}

function addName(name: string, value: string): void {
  scratch.addText(`"${name}":`);
  if (value === '' || value === NO_NAME) scratch.addChunk(NULL);
  else writeText(scratch, value);
  scratch.addText(',');
}

function describe(thread: Thread, ppid: number): Chunk {
  scratch.length = 0;
  scratch.addText(`,"tid":${thread.tid},"process":{`);
  addNumber('pid', thread.pid, UNKNOWN);
  addNumber('ppid', ppid, UNKNOWN);
  addName('name', thread.comm);
  addName('exe', thread.exe);
  addName('exepath', thread.exepath);
  addNumber('uid', thread.uid, NO_ID);
  addName('container', thread.containerId);
  // the last comma goes
  scratch.length--;
  scratch.addText('}');
  return Chunk.ofBytes(scratch.view, 0, scratch.length);
}

function isOf(text: TaskText | null, thread: Thread, ppid: number): text is TaskText {
  return (
    text?.thread === thread &&
    text.ppid === ppid &&
    text.comm === thread.comm &&
    text.exe === thread.exe &&
    text.exepath === thread.exepath &&
    text.pid === thread.pid &&
    text.uid === thread.uid &&
    text.containerId === thread.containerId
  );
}

function chunkOf(thread: Thread, ppid: number): Chunk {
  const slot = thread.tid & (SLOTS - 1);
  const text = known[slot] as TaskText | null;
  if (isOf(text, thread, ppid)) return text.chunk;
  const { pid, comm, exe, exepath, uid, containerId } = thread;
  const chunk = describe(thread, ppid);
  known[slot] = { thread, ppid, pid, comm, exe, exepath, uid, containerId, chunk };
  return chunk;
}

/** Writes the thread of the event and its process as members; the process only where it is known. */
export function writeTask(evt: Evt, out: ByteText): void {
  const { thread } = evt;
  if (thread !== null) {
    out.addChunk(chunkOf(thread, parentOf(evt, thread)?.pid ?? UNKNOWN));
    return;
  }
  out.addChunk(TID);
  if (Number.isSafeInteger(evt.view.tid)) out.addDecimal(evt.view.tid);
  else out.addChunk(NULL);
}
