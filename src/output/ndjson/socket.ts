// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { renderIpv4, renderIpv6 } from '../../decode/address.js';
import type { EventView } from '../../decode/event-view.js';
import {
  FAMILY,
  findAddressLayout,
  findTupleLayout,
  paramFamily,
  type TupleLayout,
  tupleFamily,
  unixDestination,
  unixPath,
  unixSource,
  unixTuplePath,
} from '../../decode/sockaddr.js';
import type { WriteValue } from '../../render/param.js';
import { SOCKET_FAMILIES } from '../../schema/flags/net.js';
import { writeText } from './text.js';

const CLOSE = 125;
const SOURCE = 1;

/** Of names for the same family the last one counts: AF_UNIX, AF_NETLINK. */
const FAMILY_NAMES = new Map(SOCKET_FAMILIES.entries.map(([name, value]) => [value, name]));

function openFamily(out: ByteText, family: number): void {
  out.addText(`{"family":"${FAMILY_NAMES.get(family) ?? family}"`);
}

/** Where an address and a port are, as offsets in the event's bytes. */
interface End {
  readonly address: number;
  readonly port: number;
}

function writeEnd(out: ByteText, view: EventView, { address, port }: End, size: TupleLayout['addressSize']): void {
  const ip = size === 4 ? renderIpv4(view.bytes, address) : renderIpv6(view.bytes, address);
  out.addText(`"ip":"${ip}","port":`);
  out.addDecimal(view.view.getUint16(port, true));
}

/** Writes a socket address: `{"family":"AF_INET","ip":"10.0.0.1","port":80}`, `{"family":"AF_UNIX","path":"/run/x"}`. */
export const writeAddress: WriteValue = ({ view, index, start }, out) => {
  const family = paramFamily(view, index);
  const layout = findAddressLayout(view, index);
  openFamily(out, family);
  if (layout !== null) {
    out.addText(',');
    writeEnd(out, view, { address: start + SOURCE, port: start + layout.sourcePort }, layout.addressSize);
  } else if (family === FAMILY.UNIX) {
    out.addText(',"path":');
    writeText(out, unixPath(view, index));
  }
  out.addByte(CLOSE);
};

function writeBothEnds(out: ByteText, view: EventView, start: number, layout: TupleLayout): void {
  const { addressSize, sourcePort, destination, destinationPort } = layout;
  out.addText(',"source":{');
  writeEnd(out, view, { address: start + SOURCE, port: start + sourcePort }, addressSize);
  out.addText('},"destination":{');
  writeEnd(out, view, { address: start + destination, port: start + destinationPort }, addressSize);
  out.addByte(CLOSE);
}

function writeUnixTuple(out: ByteText, view: EventView, index: number): void {
  const source = unixSource(view, index);
  const destination = unixDestination(view, index);
  out.addText(`,"source":{"pointer":"${source}"},"destination":{"pointer":"${destination}"},"path":`);
  writeText(out, unixTuplePath(view, index));
}

/** Writes both ends of a socket, as `source` and `destination` with ip and port; of unix sockets kernel pointers and a path. */
export const writeTuple: WriteValue = ({ view, index, start }, out) => {
  openFamily(out, paramFamily(view, index));
  const layout = findTupleLayout(view, index);
  if (layout !== null) writeBothEnds(out, view, start, layout);
  else if (tupleFamily(view, index) === FAMILY.UNIX) writeUnixTuple(out, view, index);
  out.addByte(CLOSE);
};
