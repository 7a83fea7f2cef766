// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation for a cached label.
import { Chunk } from '../bytes/chunk.js';
import { removeUnprintable } from '../decode/printable.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo } from '../state/fd-info.js';
import { isIpSocket, isServerSocket } from '../state/fd-name.js';

/** Size of the label cache, indexed by a hash of the name; a power of two. */
const SLOTS = 2048;
/** Size of the cache in front of it, indexed by the number of the descriptor, which takes no hash; a power of two. */
const NUMBERS = 64;
const PROTOCOL_CHARS: Readonly<Record<number, string>> = {
  [L4_PROTO.TCP]: 't',
  [L4_PROTO.UDP]: 'u',
  [L4_PROTO.ICMP]: 'i',
  [L4_PROTO.RAW]: 'r',
};

function protocolChar(fd: FdInfo): string {
  const isTuple = isIpSocket(fd);
  if (!isTuple && !isServerSocket(fd)) return '';
  if (isTuple && fd.role === 'none' && fd.l4proto !== L4_PROTO.RAW) return '';
  return PROTOCOL_CHARS[fd.l4proto] ?? '';
}

/** Display text of a descriptor. Fits all descriptors with the members that it was made from. Immutable. */
class FdLabel {
  /** Text after the number: `(<f>/etc/passwd)`. */
  readonly chunk: Chunk;
  /** Bytes of the chunk before the name. */
  readonly nameStart: number;
  private readonly name: string;
  private readonly type: FdInfo['type'];
  private readonly role: FdInfo['role'];
  private readonly l4proto: number;

  constructor(info: FdInfo) {
    const { name, type, role, l4proto } = info;
    this.name = name;
    this.type = type;
    this.role = role;
    this.l4proto = l4proto;
    const opening = `(<${info.typeChar}${protocolChar(info)}>`;
    this.chunk = Chunk.ofText(`${opening}${removeUnprintable(name)})`);
    this.nameStart = opening.length;
  }

  /** Whether the label fits a descriptor. */
  fits(info: FdInfo): boolean {
    return (
      this.name === info.name && this.type === info.type && this.role === info.role && this.l4proto === info.l4proto
    );
  }
}

const labels: (FdLabel | null)[] = new Array<FdLabel | null>(SLOTS).fill(null);
const recent: (FdLabel | null)[] = new Array<FdLabel | null>(NUMBERS).fill(null);

/** Hash of a name: names differ in length, at the end, or in the middle. */
function slotOf(name: string): number {
  const { length } = name;
  if (length === 0) return 0;
  const mixed = length * 37 + name.charCodeAt(length - 1) * 257 + name.charCodeAt(length >> 1) * 17;
  return mixed & (SLOTS - 1);
}

/** The display text of the descriptor with number `fd`. */
export function labelOf(info: FdInfo, fd: number): FdLabel {
  const near = recent[fd & (NUMBERS - 1)] as FdLabel | null;
  if (near?.fits(info)) return near;
  const label = findLabel(info);
  recent[fd & (NUMBERS - 1)] = label;
  return label;
}

function findLabel(info: FdInfo): FdLabel {
  const slot = slotOf(info.name);
  const known = labels[slot] as FdLabel | null;
  if (known?.fits(info)) return known;
  const label = new FdLabel(info);
  labels[slot] = label;
  return label;
}
