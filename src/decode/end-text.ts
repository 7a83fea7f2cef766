import { L4_PROTO } from '../schema/fd-types.js';
import { renderAddress } from './address.js';

/** Text of a port of a transport protocol (L4_PROTO number). */
export type PortText = (port: number, l4proto: number) => string;

/** How socket ends are written in names and parameters. */
export interface EndText {
  readonly port: PortText;
  /** Text for an address, which is given as formatted by renderAddress. */
  readonly address: (address: string) => string;
}

/** Numeric form, the default. */
export const NUMERIC_ENDS: EndText = { port: (port) => String(port), address: (address) => address };

/** A name of a port. */
interface PortName {
  readonly name: string;
  readonly port: number;
  /** Transport protocol in lower case. */
  readonly protocol: string;
}

/** Protocols with port names of their own; for any other, the first name of the port is used. */
const PROTOCOLS: Readonly<Record<number, string>> = { [L4_PROTO.TCP]: 'tcp', [L4_PROTO.UDP]: 'udp' };
const ANY = '';

/** Writes ports by these names; numbers if there is none. If a port has several names, the first is used. */
export function portNames(names: readonly PortName[]): PortText {
  const byPort = new Map<string, string>();
  for (const { name, port, protocol } of names)
    for (const key of [`${port}/${protocol}`, `${port}/${ANY}`]) if (!byPort.has(key)) byPort.set(key, name);
  return (port, l4proto) => byPort.get(`${port}/${PROTOCOLS[l4proto] ?? ANY}`) ?? String(port);
}

/** An address of the machine, 4 or 16 bytes. */
interface OwnAddress {
  readonly name: string;
  readonly address: Uint8Array;
}

/** Writes the machine's own addresses as interface names; others stay as they are. */
export function interfaceNames(interfaces: readonly OwnAddress[]): EndText['address'] {
  const byAddress = new Map(interfaces.map(({ name, address }) => [renderAddress(address), name]));
  return (address) => byAddress.get(address) ?? address;
}
