import type { TableRow } from '../table-chisel.js';
import { BYTES, NET_IO } from './values.js';

const PROTOCOL = { heading: 'Proto', field: 'fd.l4proto' } as const;

/** The connections that most goes over. */
export const TOP_NET: readonly TableRow[] = [
  {
    name: 'topconns',
    category: 'Net',
    summary: 'connections by bytes',
    description: 'Adds up what goes over sockets of IPv4 and IPv6, by their two ends.',
    filter: NET_IO,
    value: BYTES,
    keys: [PROTOCOL, { heading: 'Connection', field: 'fd.name' }],
  },
  {
    name: 'topports_server',
    category: 'Net',
    summary: 'ports of servers by bytes',
    description: 'Adds up what goes over sockets of IPv4 and IPv6, by the port of the server.',
    filter: NET_IO,
    value: BYTES,
    keys: [{ heading: 'Server port', field: 'fd.sport' }, PROTOCOL],
  },
  {
    name: 'topports_client',
    category: 'Net',
    summary: 'ports of clients by bytes',
    description: 'Adds up what goes over sockets of IPv4 and IPv6, by the port of the client.',
    filter: NET_IO,
    value: BYTES,
    keys: [{ heading: 'Client port', field: 'fd.cport' }, PROTOCOL],
  },
];
