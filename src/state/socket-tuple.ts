// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { isMappedIpv4 } from '../decode/address.js';
import type { EventView } from '../decode/event-view.js';
import { findTupleLayout, type TupleLayout, tupleLayout } from '../decode/sockaddr.js';
import type { FdInfo, IpBytes } from './fd-info.js';

/** The tuple last read by `readTuple`: offsets of its addresses in `bytes`, and its ports. */
export const TUPLE = {
  bytes: Buffer.alloc(0) as Uint8Array,
  isV4: false,
  source: 0,
  destination: 0,
  size: 0,
  sourcePort: 0,
  destinationPort: 0,
};

/** Sets TUPLE to a tuple in `bytes`; IPv6 ends that are both mapped become IPv4. */
function setTuple(bytes: Uint8Array, start: number, layout: TupleLayout): void {
  const source = start + 1;
  const destination = start + layout.destination;
  const isMapped = layout.addressSize === 16 && isMappedIpv4(bytes, source) && isMappedIpv4(bytes, destination);
  const skip = isMapped ? 12 : 0;
  TUPLE.bytes = bytes;
  TUPLE.isV4 = isMapped || layout.addressSize === 4;
  TUPLE.source = source + skip;
  TUPLE.destination = destination + skip;
  TUPLE.size = TUPLE.isV4 ? 4 : 16;
  TUPLE.sourcePort = portAt(bytes, start + layout.sourcePort);
  TUPLE.destinationPort = portAt(bytes, start + layout.destinationPort);
}

function portAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

/** Reads an IP tuple parameter into TUPLE. False for anything else. */
export function readTuple(view: EventView, index: number): boolean {
  const layout = findTupleLayout(view, index);
  if (layout === null) return false;
  setTuple(view.bytes, view.paramStart(index), layout);
  return true;
}

/** The same for a tuple in a buffer of its own. */
export function readTupleOf(tuple: Uint8Array): boolean {
  const layout = tupleLayout(tuple[0]);
  if (layout?.size !== tuple.length) return false;
  setTuple(tuple, 0, layout);
  return true;
}

function isAddressAt(ip: IpBytes, at: number): boolean {
  if (ip !== null && ip.length !== TUPLE.size) return false;
  for (let i = 0; i < TUPLE.size; i++) if ((ip === null ? 0 : ip[i]) !== TUPLE.bytes[at + i]) return false;
  return true;
}

function addressAt(at: number): Uint8Array {
  return Uint8Array.prototype.slice.call(TUPLE.bytes, at, at + TUPLE.size);
}

function isZero(ip: IpBytes): boolean {
  if (ip === null) return true;
  for (let i = 0; i < ip.length; i++) if (ip[i] !== 0) return false;
  return true;
}

function isSameTuple(info: FdInfo): boolean {
  return (
    info.sourcePort === TUPLE.sourcePort &&
    info.destinationPort === TUPLE.destinationPort &&
    isAddressAt(info.sourceIp, TUPLE.source) &&
    isAddressAt(info.destinationIp, TUPLE.destination)
  );
}

function isReverseTuple(info: FdInfo): boolean {
  return (
    info.sourcePort === TUPLE.destinationPort &&
    info.destinationPort === TUPLE.sourcePort &&
    isAddressAt(info.sourceIp, TUPLE.destination) &&
    isAddressAt(info.destinationIp, TUPLE.source)
  );
}

/**
 * Copies TUPLE to a descriptor. The descriptor keeps its own destination unless it has none or `overwritesDestination`. Returns
 * whether anything changed; the same connection with its ends swapped is no change.
 */
export function mergeTuple(info: FdInfo, overwritesDestination: boolean): boolean {
  if (isSameTuple(info) || isReverseTuple(info)) return false;
  let isChanged = false;
  if (!isAddressAt(info.sourceIp, TUPLE.source) || info.sourceIp === null) {
    info.sourceIp = addressAt(TUPLE.source);
    isChanged = true;
  }
  if (info.sourcePort !== TUPLE.sourcePort) {
    info.sourcePort = TUPLE.sourcePort;
    isChanged = true;
  }
  if (isZero(info.destinationIp) || (overwritesDestination && !isAddressAt(info.destinationIp, TUPLE.destination))) {
    info.destinationIp = addressAt(TUPLE.destination);
    isChanged = true;
  }
  if (info.destinationPort === 0 || (overwritesDestination && info.destinationPort !== TUPLE.destinationPort)) {
    info.destinationPort = TUPLE.destinationPort;
    isChanged = true;
  }
  return isChanged;
}

/** Swaps the two ends. */
export function swapEnds(info: FdInfo): void {
  const { sourceIp, sourcePort } = info;
  info.sourceIp = info.destinationIp;
  info.sourcePort = info.destinationPort;
  info.destinationIp = sourceIp;
  info.destinationPort = sourcePort;
}
