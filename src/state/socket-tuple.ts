// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { isMappedIpv4 } from '../decode/address.js';
import type { EventView } from '../decode/event-view.js';
import { findTupleLayout } from '../decode/sockaddr.js';
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

/** Reads an IP tuple parameter into TUPLE; IPv6 ends that are both mapped become IPv4. False for anything else. */
export function readTuple(view: EventView, index: number): boolean {
  const layout = findTupleLayout(view, index);
  if (layout === null) return false;
  const start = view.paramStart(index);
  const source = start + 1;
  const destination = start + layout.destination;
  const isMapped =
    layout.addressSize === 16 && isMappedIpv4(view.bytes, source) && isMappedIpv4(view.bytes, destination);
  const skip = isMapped ? 12 : 0;
  TUPLE.bytes = view.bytes;
  TUPLE.isV4 = isMapped || layout.addressSize === 4;
  TUPLE.source = source + skip;
  TUPLE.destination = destination + skip;
  TUPLE.size = TUPLE.isV4 ? 4 : 16;
  TUPLE.sourcePort = view.view.getUint16(start + layout.sourcePort, true);
  TUPLE.destinationPort = view.view.getUint16(start + layout.destinationPort, true);
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
