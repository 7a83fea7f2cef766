import type { TableRow } from '../table-chisel.js';
import { BYTES, NET_IO } from './values.js';

const PROTOCOL = { heading: 'Proto', field: 'fd.l4proto' } as const;

/** The connections and ports with the most traffic. */
export const TOP_NET: readonly TableRow[] = [
  {
    name: 'topconns',
    category: 'Net',
    summary: 'connections by bytes',
    description: 'Adds up what is transferred over IPv4 and IPv6 sockets, by their two ends.',
    filter: NET_IO,
    value: BYTES,
    keys: [PROTOCOL, { heading: 'Connection', field: 'fd.name' }],
  },
  {
    name: 'topports_server',
    category: 'Net',
    summary: 'ports of servers by bytes',
    description: 'Adds up what is transferred over IPv4 and IPv6 sockets, by the port of the server.',
    filter: NET_IO,
    value: BYTES,
    keys: [{ heading: 'Server port', field: 'fd.sport' }, PROTOCOL],
  },
  {
    name: 'topports_client',
    category: 'Net',
    summary: 'ports of clients by bytes',
    description: 'Adds up what is transferred over IPv4 and IPv6 sockets, by the port of the client.',
    filter: NET_IO,
    value: BYTES,
    keys: [{ heading: 'Client port', field: 'fd.cport' }, PROTOCOL],
  },
];
