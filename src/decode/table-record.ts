import { decodeCString } from '../bytes/text.js';
import { EVENT_HEADER_SIZE, LENGTH_SIZE } from '../schema/event-layout.js';
import type { EventView } from './event-view.js';

/** Type of the probe's records about descriptors (TABLE_RECORD in native/ebpf/shared.h); it is not in the event table. */
export const TABLE_RECORD = 0xfff0;

/** In place of a descriptor: the first and the last record of a table, and the last one if some are missing. */
export const TABLE_MARK = { BEGINS: -1, ENDS: -2, IS_CUT: -3 } as const;

/** What sort of socket it is, in numbers of the kernel. */
export interface SocketSort {
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  /** Whether a unix socket has a name of its own: it is bound, or was accepted. */
  readonly isNamed: boolean;
  /** Whether an IP socket was accepted: it is the server's end. */
  readonly isAccepted: boolean;
}

/** An open descriptor as the kernel has it, or a TABLE_MARK. */
export interface TableRecord {
  readonly fd: number;
  /** The kernel's number of the kind of file system; 0 if the descriptor is not open. */
  readonly fileSystem: number;
  /** Device number; of a pidfd its process, 0 if unknown. */
  readonly dev: number;
  readonly ino: bigint;
  /** PPM_O_* flags. */
  readonly openFlags: number;
  /** Path in the root directory of the process, or a name without a slash. */
  readonly path: string;
  /** Null if it is not a socket. */
  readonly socket: SocketSort | null;
  /** Both ends of a socket as in a socktuple parameter, the local end first; of a named unix socket as for accept. */
  readonly tuple: Buffer;
}

/** Indexes of the values. */
const PARAM = { FD: 0, FILE_SYSTEM: 1, DEV: 2, INO: 3, FLAGS: 4, PATH: 5, SORT: 6, TUPLE: 7, COUNT: 8 } as const;
const NAMED_BIT = 48n;
const ACCEPTED_BIT = 49n;

function socketOf(sort: bigint): SocketSort | null {
  if (sort === 0n) return null;
  const part = (shift: bigint): number => Number((sort >> shift) & 0xffffn);
  const bit = (shift: bigint): boolean => ((sort >> shift) & 1n) === 1n;
  const numbers = { family: part(0n), type: part(16n), protocol: part(32n) };
  return { ...numbers, isNamed: bit(NAMED_BIT), isAccepted: bit(ACCEPTED_BIT) };
}

/** Decodes the record that a view is on. */
export function decodeTableRecord({ bytes, headerStart }: EventView): TableRecord {
  const lengthsAt = headerStart + EVENT_HEADER_SIZE;
  const starts = [lengthsAt + PARAM.COUNT * LENGTH_SIZE];
  for (let i = 0; i < PARAM.COUNT; i++)
    starts.push((starts[i] as number) + bytes.readUInt16LE(lengthsAt + i * LENGTH_SIZE));
  const at = (param: number): number => starts[param] as number;
  return {
    fd: Number(bytes.readBigInt64LE(at(PARAM.FD))),
    fileSystem: Number(bytes.readBigUInt64LE(at(PARAM.FILE_SYSTEM))),
    dev: bytes.readUInt32LE(at(PARAM.DEV)),
    ino: bytes.readBigUInt64LE(at(PARAM.INO)),
    openFlags: bytes.readUInt32LE(at(PARAM.FLAGS)),
    path: decodeCString(bytes, at(PARAM.PATH), at(PARAM.PATH + 1)),
    socket: socketOf(bytes.readBigUInt64LE(at(PARAM.SORT))),
    tuple: Buffer.from(bytes.subarray(at(PARAM.TUPLE), at(PARAM.TUPLE + 1))),
  };
}
