/** Event blocks of the probe as plain objects, decoded with the schema alone. */

import { isVariable } from '../../src/schema/emit/c-types.js';
import type { ParamDef } from '../../src/schema/event.js';
import { EVENTS, type EventCode } from '../../src/schema/events.js';
import { isSignedType } from '../../src/schema/param-types.js';

/** A value of an event: an integer, or the bytes of a variable-length value (latin1, without the NUL of a string). */
export type RawValue = bigint | string;

export interface RawEvent {
  readonly code: EventCode;
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

function readParams(event: Buffer, rows: readonly ParamDef[]): Record<string, RawValue> {
  const count = event.readUInt32LE(22);
  if (count !== rows.length) throw new Error(`event ${event.readUInt16LE(20)} has ${count} parameters`);
  let at = 26 + 2 * count;
  const params: Record<string, RawValue> = {};
  for (const [index, row] of rows.entries()) {
    const length = event.readUInt16LE(26 + 2 * index);
    params[row.name] = readValue(row, event.subarray(at, at + length));
    at += length;
  }
  if (at !== event.length) throw new Error(`${event.length - at} bytes left over in event ${event.readUInt16LE(20)}`);
  return params;
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
      code: row.code,
      ts: event.readBigUInt64LE(0),
      tid: Number(event.readBigInt64LE(8)),
      cpu: blocks.readUInt16LE(at + 8),
      params: readParams(event, row.params),
    });
    at += total;
  }
  return events;
}
