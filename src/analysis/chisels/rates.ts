import type { RateRow } from '../rate-chisel.js';
import { FILE_IO, NET_IO } from './values.js';

/** How much is moved, second by second. */
export const RATES: readonly RateRow[] = [
  {
    name: 'iobytes',
    category: 'I/O',
    summary: 'bytes read and written in each second',
    description: 'Prints a line for each second in which something was moved, on descriptors of any kind.',
    filter: 'evt.is_io=true',
  },
  {
    name: 'iobytes_file',
    category: 'I/O',
    summary: 'bytes from and to files in each second',
    description: 'Prints a line for each second in which something was moved.',
    filter: FILE_IO,
  },
  {
    name: 'iobytes_net',
    category: 'Net',
    summary: 'bytes over the network in each second',
    description: 'Prints a line for each second in which something went over a socket of IPv4 or IPv6.',
    filter: NET_IO,
  },
];
