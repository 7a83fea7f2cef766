import type { Cursor } from '../bytes/cursor.js';
import { BLOCK } from '../schema/block.js';
import { encodeBlock } from './block.js';
import type { MachineInfo } from './header.js';

const HOSTNAME_SIZE = 128;
/** flags, reserved3 and reserved4. */
const RESERVED_SIZE = 24;

/** Machine info payload (SCAP-FORMAT.md#machine-info). Bytes after the 180 known ones are ignored. */
export function decodeMachine(cursor: Cursor): MachineInfo {
  const cpus = cursor.uint32();
  const memoryBytes = cursor.uint64();
  cursor.skip(8);
  const hostname = cursor.text(HOSTNAME_SIZE);
  const bootTime = cursor.bigUint64();
  cursor.skip(RESERVED_SIZE);
  const nul = hostname.indexOf('\0');
  return { cpus, memoryBytes, hostname: nul < 0 ? hostname : hostname.slice(0, nul), bootTime };
}

/** Machine info block; a host name of more than 127 bytes is cut. */
export function encodeMachine(machine: MachineInfo): Buffer {
  return encodeBlock(BLOCK.MACHINE, (writer) => {
    writer.uint32(machine.cpus);
    writer.int64(machine.memoryBytes);
    writer.zeros(8);
    const hostname = machine.hostname.slice(0, HOSTNAME_SIZE - 1);
    writer.text(hostname);
    writer.zeros(HOSTNAME_SIZE - hostname.length);
    writer.bigUint64(machine.bootTime);
    writer.zeros(RESERVED_SIZE);
  });
}
