import { L4_PROTO } from '../schema/fd-types.js';
import { renderAddress } from './address.js';

/** Text of a port of a transport protocol (L4_PROTO number). */
export type PortText = (port: number, l4proto: number) => string;

/** How the ends of sockets are written in names and parameters. */
export interface EndText {
  readonly port: PortText;
  /** What stands for an address, given as renderAddress writes it. */
  readonly address: (address: string) => string;
}

/** As numbers, unless somebody asked for names. */
export const NUMERIC_ENDS: EndText = { port: (port) => String(port), address: (address) => address };

/** A name of a port. */
interface PortName {
  readonly name: string;
  readonly port: number;
  /** Transport protocol in lower case. */
  readonly protocol: string;
}

/** The protocols that have names of their own; of any other one the first name of a port is taken. */
const PROTOCOLS: Readonly<Record<number, string>> = { [L4_PROTO.TCP]: 'tcp', [L4_PROTO.UDP]: 'udp' };
const ANY = '';

/** Ports by these names; numbers where there is none. Of several names the first one counts. */
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

/** The machine's own addresses by the names of their interfaces; all others as they are. */
export function interfaceNames(interfaces: readonly OwnAddress[]): EndText['address'] {
  const byAddress = new Map(interfaces.map(({ name, address }) => [renderAddress(address), name]));
  return (address) => byAddress.get(address) ?? address;
}
