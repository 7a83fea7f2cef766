// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { latency } from '../../fields/evt-time.js';
import { resultOf } from '../../fields/result.js';
import { ERRNO_NAMES } from '../../schema/errno.js';
import { isExitType } from '../../schema/event.js';
import type { Evt } from '../../state/evt.js';
import { writeArguments } from './arguments.js';
import { writeFd } from './descriptor.js';
import { writeKind } from './kind.js';
import { writeExactSigned } from './number.js';
import { writeTask } from './task.js';
import { writeTime } from './time.js';

/** Version of the objects: docs/ndjson-1.schema.json describes them. Another one where a member goes or changes its meaning. */
const VERSION = 1;
const OPEN = 123;
const CLOSE = 125;

const OPENING = Chunk.ofText(`"schema":${VERSION},"num":`);
const CPU = Chunk.ofText(',"cpu":');
const LATENCY = Chunk.ofText(',"latency":');
const RESULT = Chunk.ofText(',"result":');
const ERRORS: ReadonlyMap<number, Chunk> = new Map(
  Object.entries(ERRNO_NAMES).map(([number, name]) => [-Number(number), Chunk.ofText(`,"error":"${name}"`)]),
);

function writeResult({ view }: Evt, result: number, out: ByteText): void {
  out.addChunk(RESULT);
  if (Number.isSafeInteger(result)) {
    out.addDecimal(result);
    return;
  }
  const at = view.paramStart(0);
  writeExactSigned(out, view.view.getUint32(at + 4, true), view.view.getUint32(at, true));
}

/** How a call ended: the time it took, what it returned and the name of the error. */
function writeEnd(evt: Evt, out: ByteText): void {
  if (!isExitType(evt.view.type)) return;
  const ns = latency(evt);
  // what is longer than 104 days is no latency, and not known exactly
  if (ns > 0 && Number.isSafeInteger(ns)) {
    out.addChunk(LATENCY);
    out.addDecimal(ns);
  }
  const result = resultOf(evt);
  if (Number.isNaN(result)) return;
  writeResult(evt, result, out);
  const error = result < 0 ? ERRORS.get(result) : undefined;
  if (error !== undefined) out.addChunk(error);
}

/** Writes the members of the object of an event, with all that the event says (docs/MACHINE-OUTPUT.md), and its end. */
export function writeMembers(evt: Evt, out: ByteText): true {
  const { view } = evt;
  out.addChunk(OPENING);
  out.addDecimal(evt.num);
  writeTime(view, out);
  out.addChunk(CPU);
  out.addDecimal(view.cpu);
  writeKind(evt, out);
  writeTask(evt, out);
  writeFd(evt, out);
  writeEnd(evt, out);
  writeArguments(evt, out);
  out.addByte(CLOSE);
  return true;
}

/** Writes the object of an event. */
export function writeObject(evt: Evt, out: ByteText): true {
  out.addByte(OPEN);
  return writeMembers(evt, out);
}
