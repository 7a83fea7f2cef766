import { allOf } from '../../filter/compose.js';
import type { TableRow } from '../table-chisel.js';
import { BYTES, CONTAINER, CPU, ERRORS, FILE_IO, IN_CONTAINER, NET_IO } from './values.js';

/** The containers that use most. */
export const TOP_CONTAINERS: readonly TableRow[] = [
  {
    name: 'topcontainers_cpu',
    category: 'Containers',
    summary: 'containers by CPU time',
    description:
      'Adds up how long threads in a container had a CPU, from the switches of the scheduler, and shows it in percent of one CPU.',
    filter: () => allOf('evt.type=switch', IN_CONTAINER),
    value: CPU,
    keys: CONTAINER,
  },
  {
    name: 'topcontainers_net',
    category: 'Containers',
    summary: 'containers by bytes over the network',
    description: 'Adds up what is transferred over IPv4 and IPv6 sockets in each container.',
    filter: () => allOf(NET_IO, IN_CONTAINER),
    value: BYTES,
    keys: CONTAINER,
  },
  {
    name: 'topcontainers_file',
    category: 'Containers',
    summary: 'containers by bytes from and to files',
    description: 'Adds up what each container reads from and writes to files.',
    filter: () => allOf(FILE_IO, IN_CONTAINER),
    value: BYTES,
    keys: CONTAINER,
  },
  {
    name: 'topcontainers_error',
    category: 'Containers',
    summary: 'containers by calls that failed',
    description: 'Counts the calls in each container that returned an error.',
    filter: () => allOf('evt.failed=true', IN_CONTAINER),
    value: ERRORS,
    keys: CONTAINER,
  },
];
