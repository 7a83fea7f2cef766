import type { KeyField } from '../key-column.js';
import { cpuTime, descriptors, sumOf } from '../measures.js';
import type { TableRow } from '../table-chisel.js';

type Value = TableRow['value'];

/**
 * What tables add up: nothing at the beginnings of calls. Filters on descriptors let those pass all the same, as an end whose beginning was
 * refused may know no descriptor.
 */
export const BYTES: Value = { measure: sumOf('evt.buflen'), heading: 'Bytes', key: 'bytes', unit: 'bytes' };
export const TIME: Value = { measure: sumOf('evt.latency'), heading: 'Time', key: 'time', unit: 'time' };
export const ERRORS: Value = { measure: sumOf('evt.count.error'), heading: 'Errors', key: 'errors', unit: 'plain' };
export const CALLS: Value = { measure: sumOf('evt.count'), heading: 'Calls', key: 'calls', unit: 'plain' };
export const CPU: Value = { measure: cpuTime, heading: 'CPU', key: 'cputime', unit: 'cpu' };
export const DESCRIPTORS: Value = { measure: descriptors, heading: 'FDs', key: 'fds', unit: 'plain' };

/** The process of an event. */
export const PROCESS: readonly KeyField[] = [
  { heading: 'Process', field: 'proc.name' },
  { heading: 'PID', field: 'proc.pid' },
];
/** The container of an event; what it is called is not always known. */
export const CONTAINER: readonly KeyField[] = [
  { heading: 'Container', field: 'container.name', mayLack: true },
  { heading: 'ID', field: 'container.id' },
];

/** Reads and writes of files, and of sockets of IP. */
export const FILE_IO = 'evt.is_io=true and fd.type=file';
export const NET_IO = 'evt.is_io=true and fd.type in (ipv4, ipv6)';
export const IN_CONTAINER = 'container.id exists and container.id != host';
