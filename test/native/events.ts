/** Event blocks of the probe as plain objects, decoded with the schema alone. */

import { ANNEX_MISSING, annexEntryAt } from '../../src/scap/annex.js';
import { ANNEX_TAG } from '../../src/schema/annex-layout.js';
import { isVariable } from '../../src/schema/emit/c-types.js';
import type { ParamDef } from '../../src/schema/event.js';
import { callType, EVENTS } from '../../src/schema/events.js';
import { isSignedType } from '../../src/schema/param-types.js';

/** A value of an event: an integer, or the bytes of a variable-length value (latin1, without the NUL of a string). */
export type RawValue = bigint | string;

export interface RawEvent {
  readonly code: string;
  readonly ts: bigint;
  readonly tid: number;
  readonly cpu: number;
  readonly params: Readonly<Record<string, RawValue>>;
}

const STRING_TYPES: ReadonlySet<string> = new Set(['charbuf', 'fspath', 'fsrelpath']);

function readNumber(bytes: Buffer, isSigned: boolean): bigint {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const value = BigInt(`0x${hex}`);
  return isSigned ? BigInt.asIntN(8 * bytes.length, value) : value;
}

function readValue(param: ParamDef, bytes: Buffer): RawValue {
  if (!isVariable(param) && bytes.length > 0) return readNumber(bytes, isSignedType(param.type));
  const text = bytes.toString('latin1');
  return STRING_TYPES.has(param.type) && text.endsWith('\0') ? text.slice(0, -1) : text;
}

/** Reads `count` values whose lengths are at `lengths`, up to the end of `event`. */
function readParams(
  event: Buffer,
  rows: readonly ParamDef[],
  lengths = 26,
  count = event.readUInt32LE(22),
): Record<string, RawValue> {
  if (count !== rows.length) throw new Error(`event ${event.readUInt16LE(20)} has ${count} parameters`);
  let at = lengths + 2 * count;
  const params: Record<string, RawValue> = {};
  for (const [index, row] of rows.entries()) {
    const length = event.readUInt16LE(lengths + 2 * index);
    params[row.name] = readValue(row, event.subarray(at, at + length));
    at += length;
  }
  if (at !== event.length) throw new Error(`${event.length - at} bytes left over in event ${event.readUInt16LE(20)}`);
  return params;
}

/** The event of a call without one of its own, which is in the annex of a generic event. Null for other events. */
function readCall(block: Buffer, event: Buffer): Pick<RawEvent, 'code' | 'params'> | null {
  const type = event.readUInt16LE(20);
  const at = type > 1 ? ANNEX_MISSING : annexEntryAt(block, 10 + event.length, block.length - 4, ANNEX_TAG.CALL);
  if (at < 0) return null;
  const first = callType(event.readUInt16LE(26 + 2 * event.readUInt32LE(22)))!;
  const row = EVENTS[first + type]!;
  const entry = block.subarray(at, at + block.readUInt32LE(at - 4));
  return { code: row.code, params: readParams(entry, row.params, 2, entry.readUInt16LE(0)) };
}

/** Decodes whole event blocks. Throws if a block is not exactly what SCAP-FORMAT.md says. */
export function readEvents(blocks: Buffer): RawEvent[] {
  const events: RawEvent[] = [];
  for (let at = 0; at < blocks.length; ) {
    const total = blocks.readUInt32LE(at + 4);
    if (blocks.readUInt32LE(at) !== 0x216 || blocks.readUInt32LE(at + total - 4) !== total)
      throw new Error('bad block');
    const event = blocks.subarray(at + 10, at + 10 + blocks.readUInt32LE(at + 26));
    const row = EVENTS[event.readUInt16LE(20)]!;
    events.push({
      ts: event.readBigUInt64LE(0),
      tid: Number(event.readBigInt64LE(8)),
      cpu: blocks.readUInt16LE(at + 8),
      ...(readCall(blocks.subarray(at, at + total), event) ?? {
        code: row.code,
        params: readParams(event, row.params),
      }),
    });
    at += total;
  }
  return events;
}
