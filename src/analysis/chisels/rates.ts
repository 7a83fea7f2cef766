import type { RateRow } from '../rate-chisel.js';
import { FILE_IO, NET_IO } from './values.js';

/** Bytes transferred in each second. */
export const RATES: readonly RateRow[] = [
  {
    name: 'iobytes',
    category: 'I/O',
    summary: 'bytes read and written in each second',
    description: 'Prints a line for each second with I/O, on descriptors of any type.',
    filter: 'evt.is_io=true',
  },
  {
    name: 'iobytes_file',
    category: 'I/O',
    summary: 'bytes from and to files in each second',
    description: 'Prints a line for each second with file I/O.',
    filter: FILE_IO,
  },
  {
    name: 'iobytes_net',
    category: 'Net',
    summary: 'bytes over the network in each second',
    description: 'Prints a line for each second with I/O on IPv4 or IPv6 sockets.',
    filter: NET_IO,
  },
];
