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

/** Ids that the thread does not have: the tid of an event need not be that of the thread which it is counted to. */
interface TaskIds {
  readonly tid: number;
  readonly ppid: number;
}

/** What was written for a thread, and what it was made from. */
interface TaskText extends TaskIds, Pick<Thread, 'pid' | 'comm' | 'exe' | 'exepath' | 'uid' | 'containerId'> {
  readonly thread: Thread;
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

function writeTid(out: ByteText, tid: number): void {
  out.addChunk(TID);
  if (Number.isSafeInteger(tid)) out.addDecimal(tid);
  else out.addChunk(NULL);
}

function describe(thread: Thread, { tid, ppid }: TaskIds): Chunk {
  scratch.length = 0;
  writeTid(scratch, tid);
  scratch.addText(',"process":{');
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

function isOf(text: TaskText, thread: Thread): boolean {
  return (
    text.thread === thread &&
    text.comm === thread.comm &&
    text.exe === thread.exe &&
    text.exepath === thread.exepath &&
    text.pid === thread.pid &&
    text.uid === thread.uid &&
    text.containerId === thread.containerId
  );
}

function chunkOf(thread: Thread, tid: number, ppid: number): Chunk {
  const slot = tid & (SLOTS - 1);
  const text = known[slot] as TaskText | null;
  if (text !== null && text.tid === tid && text.ppid === ppid && isOf(text, thread)) return text.chunk;
  const { pid, comm, exe, exepath, uid, containerId } = thread;
  const chunk = describe(thread, { tid, ppid });
  known[slot] = { thread, tid, ppid, pid, comm, exe, exepath, uid, containerId, chunk };
  return chunk;
}

/** Writes the thread of the event and its process as members; the process only where it is known. */
export function writeTask(evt: Evt, out: ByteText): void {
  const { thread } = evt;
  const { tid } = evt.view;
  if (thread === null) writeTid(out, tid);
  else out.addChunk(chunkOf(thread, tid, parentOf(evt, thread)?.pid ?? UNKNOWN));
}
