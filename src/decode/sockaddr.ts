import { decodeCString } from '../bytes/text.js';
import { isMappedIpv4, renderIpv4, renderIpv6 } from './address.js';
import type { EndText } from './end-text.js';
import type { EventView } from './event-view.js';
import { removeUnprintable } from './printable.js';

/** Address families (Linux numbers). Parameters of NETLINK have no layout of their own. */
export const FAMILY = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16 } as const;

/** Byte sizes of the parameters; ports are little-endian (reference types: sockaddr, socktuple). */
const ADDRESS_SIZE = { INET: 7, INET6: 19 } as const;
const TUPLE_SIZE = { INET: 13, INET6: 37, UNIX_MIN: 17 } as const;
const UNIX_PATH = { ADDRESS: 1, TUPLE: 17 } as const;

/** Layout of an IP socket address or tuple parameter, as offsets from the parameter's start. */
export interface TupleLayout {
  readonly size: number;
  readonly addressSize: 4 | 16;
  readonly sourcePort: number;
  readonly destination: number;
  readonly destinationPort: number;
}

const IPV4_TUPLE: TupleLayout = {
  size: TUPLE_SIZE.INET,
  addressSize: 4,
  sourcePort: 5,
  destination: 7,
  destinationPort: 11,
};
const IPV6_TUPLE: TupleLayout = {
  size: TUPLE_SIZE.INET6,
  addressSize: 16,
  sourcePort: 17,
  destination: 19,
  destinationPort: 35,
};

/** Family of a socktuple parameter; -1 if it is empty or too short to read. */
export function tupleFamily(view: EventView, index: number): number {
  const family = paramFamily(view, index);
  return family !== FAMILY.UNIX || holdsUnixEnds(view, index) ? family : -1;
}

/** Whether a unix tuple is long enough for both ends. If not, the event counts as damaged. */
function holdsUnixEnds(view: EventView, index: number): boolean {
  if (view.paramLength(index) >= TUPLE_SIZE.UNIX_MIN) return true;
  view.addFault(index);
  return false;
}

/** Family of a sockaddr parameter; -1 if it is empty. */
export function paramFamily(view: EventView, index: number): number {
  return view.paramLength(index) === 0 ? -1 : (view.bytes[view.paramStart(index)] as number);
}

/** Layout of an IP tuple of a family; null for other families. The source is at offset 1. */
export function tupleLayout(family: number | undefined): TupleLayout | null {
  if (family === FAMILY.INET) return IPV4_TUPLE;
  return family === FAMILY.INET6 ? IPV6_TUPLE : null;
}

/** Layout of an IP tuple parameter; null for other families and wrong lengths. */
export function findTupleLayout(view: EventView, index: number): TupleLayout | null {
  const layout = tupleLayout(paramFamily(view, index));
  return layout !== null && view.hasSize(index, layout.size) ? layout : null;
}

/** Layout of an IP address parameter, the same as the source of a tuple of its family; null for other families and wrong lengths. */
export function findAddressLayout(view: EventView, index: number): TupleLayout | null {
  const family = paramFamily(view, index);
  if (family === FAMILY.INET && view.hasSize(index, ADDRESS_SIZE.INET)) return IPV4_TUPLE;
  return family === FAMILY.INET6 && view.hasSize(index, ADDRESS_SIZE.INET6) ? IPV6_TUPLE : null;
}

/** Path of a unix address parameter, unchanged. */
export function unixPath(view: EventView, index: number): string {
  const start = view.paramStart(index);
  return decodeCString(view.bytes, start + UNIX_PATH.ADDRESS, start + view.paramLength(index));
}

function pointerText(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  const low = view.getUint32(at, true).toString(16);
  return high === 0 ? low : high.toString(16) + low.padStart(8, '0');
}

/** Source pointer of a unix tuple parameter as hexadecimal text. */
export function unixSource(view: EventView, index: number): string {
  return pointerText(view.view, view.paramStart(index) + 1);
}

/** Destination pointer of a unix tuple parameter as hexadecimal text. */
export function unixDestination(view: EventView, index: number): string {
  return pointerText(view.view, view.paramStart(index) + 9);
}

/** Path of a unix tuple parameter, unchanged. */
export function unixTuplePath(view: EventView, index: number): string {
  const start = view.paramStart(index);
  return decodeCString(view.bytes, start + UNIX_PATH.TUPLE, start + view.paramLength(index));
}

function renderIpv4Address(view: EventView, start: number, ends: EndText, l4proto: number): string {
  return `${ends.address(renderIpv4(view.bytes, start + 1))}:${ends.port(view.view.getUint16(start + 5, true), l4proto)}`;
}

function renderIpv6Address(view: EventView, start: number, ends: EndText, l4proto: number): string {
  return `${ends.address(renderIpv6(view.bytes, start + 1))}:${ends.port(view.view.getUint16(start + 17, true), l4proto)}`;
}

/** Text of a sockaddr parameter: `10.0.0.1:80`, `::1:80`, a path, `family 16`; `l4proto` is that of its socket. */
export function renderSockaddr(view: EventView, index: number, ends: EndText, l4proto: number): string {
  const length = view.paramLength(index);
  if (length === 0) return 'NULL';
  const start = view.paramStart(index);
  const family = view.bytes[start] as number;
  if (family === FAMILY.INET)
    return view.hasSize(index, ADDRESS_SIZE.INET) ? renderIpv4Address(view, start, ends, l4proto) : 'INVALID IPv4';
  if (family === FAMILY.INET6)
    return view.hasSize(index, ADDRESS_SIZE.INET6) ? renderIpv6Address(view, start, ends, l4proto) : 'INVALID IPv6';
  if (family === FAMILY.UNIX) return removeUnprintable(unixPath(view, index));
  return `family ${family}`;
}

function renderIpv6Tuple(view: EventView, start: number, ends: EndText, l4proto: number): string {
  const { bytes, view: data } = view;
  const sourcePort = ends.port(data.getUint16(start + IPV6_TUPLE.sourcePort, true), l4proto);
  const destinationPort = ends.port(data.getUint16(start + IPV6_TUPLE.destinationPort, true), l4proto);
  const destination = start + IPV6_TUPLE.destination;
  if (isMappedIpv4(bytes, start + 1) && isMappedIpv4(bytes, destination))
    return `${ends.address(renderIpv4(bytes, start + 13))}:${sourcePort}->${ends.address(renderIpv4(bytes, destination + 12))}:${destinationPort}`;
  return `${ends.address(renderIpv6(bytes, start + 1))}:${sourcePort}->${ends.address(renderIpv6(bytes, destination))}:${destinationPort}`;
}

function renderIpv4Tuple(view: EventView, start: number, ends: EndText, l4proto: number): string {
  const { bytes, view: data } = view;
  const sourcePort = ends.port(data.getUint16(start + IPV4_TUPLE.sourcePort, true), l4proto);
  const destinationPort = ends.port(data.getUint16(start + IPV4_TUPLE.destinationPort, true), l4proto);
  const source = `${ends.address(renderIpv4(bytes, start + 1))}:${sourcePort}`;
  return `${source}->${ends.address(renderIpv4(bytes, start + IPV4_TUPLE.destination))}:${destinationPort}`;
}

/** Text of a socktuple parameter: `10.0.0.1:34->1.2.3.4:80`, `ffff88003c420800->0 /run/x`, `family 16`; `l4proto` is that of its socket. */
export function renderSocktuple(view: EventView, index: number, ends: EndText, l4proto: number): string {
  const length = view.paramLength(index);
  if (length === 0) return 'NULL';
  const start = view.paramStart(index);
  const family = view.bytes[start] as number;
  if (family === FAMILY.INET)
    return view.hasSize(index, IPV4_TUPLE.size) ? renderIpv4Tuple(view, start, ends, l4proto) : 'INVALID IPv4';
  if (family === FAMILY.INET6)
    return view.hasSize(index, IPV6_TUPLE.size) ? renderIpv6Tuple(view, start, ends, l4proto) : 'INVALID IPv6';
  if (family !== FAMILY.UNIX) return `family ${family}`;
  if (!holdsUnixEnds(view, index)) return 'INVALID UNIX';
  const path = removeUnprintable(unixTuplePath(view, index));
  return `${unixSource(view, index)}->${unixDestination(view, index)} ${path}`;
}

/** A 64-bit parameter that is a kernel address, as hexadecimal text; '0' if absent. */
export function pointerParam(view: EventView, index: number): string {
  return view.hasSize(index, 8) ? pointerText(view.view, view.paramStart(index)) : '0';
}
