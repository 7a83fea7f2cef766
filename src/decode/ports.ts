import { L4_PROTO } from '../schema/fd-types.js';

/** Text of a port of a transport protocol (L4_PROTO number). */
export type PortText = (port: number, l4proto: number) => string;

/** Ports are numbers, unless somebody asked for names. */
export const PORT_NUMBER: PortText = (port) => String(port);

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
