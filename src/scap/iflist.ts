import type { Cursor } from '../bytes/cursor.js';
import type { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { encodeBlock } from './block.js';
import type { InterfaceRecord } from './header.js';
import { readRecords } from './record-list.js';

/** Contents of an entry, by type number (SCAP-FORMAT.md#interface-list). */
const ENTRY_TYPES: Readonly<Record<number, { family: 4 | 6; hasSpeed: boolean }>> = {
  1: { family: 4, hasSpeed: true },
  2: { family: 6, hasSpeed: true },
  3: { family: 4, hasSpeed: false },
  4: { family: 6, hasSpeed: false },
};
const ADDRESS_SIZE = { 4: 4, 6: 16 } as const;
/** Readers reject names of this length or longer. */
const NAME_LIMIT = 1024;

function readInterface(cursor: Cursor): InterfaceRecord {
  const type = cursor.uint16();
  const kind = ENTRY_TYPES[type];
  if (kind === undefined) throw cursor.damaged(`network interface of the unknown type ${type}`);
  const nameLength = cursor.uint16();
  if (nameLength >= NAME_LIMIT) throw cursor.damaged(`interface name of ${nameLength} bytes`);
  const size = ADDRESS_SIZE[kind.family];
  return {
    family: kind.family,
    address: cursor.copy(size),
    netmask: cursor.copy(size),
    broadcast: cursor.copy(size),
    linkSpeed: kind.hasSpeed ? cursor.bigUint64() : 0n,
    name: cursor.text(nameLength),
  };
}

/** Whether an interface is accepted; the first one that is not ends the list. */
type Takes = (record: InterfaceRecord) => boolean;
const takesAll: Takes = () => true;

/** Interface list payload without entry lengths (V1). */
export function decodeInterfacesV1(cursor: Cursor, takes = takesAll): InterfaceRecord[] {
  return readRecords(cursor, () => taken(readInterface(cursor), takes));
}

function taken(record: InterfaceRecord, takes: Takes): InterfaceRecord | null {
  return takes(record) ? record : null;
}

/** Interface list payload; each entry is preceded by its length, which does not count itself (V2). */
export function decodeInterfacesV2(cursor: Cursor, takes = takesAll): InterfaceRecord[] {
  return readRecords(cursor, () => taken(readInterface(cursor.part(cursor.uint32())), takes));
}

function writeInterface(writer: Writer, record: InterfaceRecord): void {
  const lengthAt = writer.length;
  writer.uint32(0);
  const name = record.name.slice(0, NAME_LIMIT - 1);
  writer.uint16(record.family === 4 ? 1 : 2);
  writer.uint16(name.length);
  writer.copy(record.address);
  writer.copy(record.netmask);
  writer.copy(record.broadcast);
  writer.bigUint64(record.linkSpeed);
  writer.text(name);
  writer.patchUint32(lengthAt, writer.length - lengthAt - 4);
}

/** Interface list block (V2): IPv4 entries, then IPv6 ones, as the reference orders them. */
export function encodeInterfaces(records: readonly InterfaceRecord[]): Buffer {
  return encodeBlock(BLOCK.INTERFACES_V2, (writer) => {
    for (const record of records) if (record.family === 4) writeInterface(writer, record);
    for (const record of records) if (record.family === 6) writeInterface(writer, record);
  });
}
