import type { KeyField } from '../key-column.js';
import { cpuTime, descriptors, pageFaults, sumOf } from '../measures.js';
import type { TableRow } from '../table-chisel.js';

type Value = TableRow['value'];

/**
 * What tables add up. An enter event adds nothing. Filters on descriptors accept enter events all the same, because the
 * exit of a call whose enter was rejected may have no descriptor.
 */
export const BYTES: Value = { measure: sumOf('evt.buflen'), heading: 'Bytes', key: 'bytes', type: 'bytes' };
export const TIME: Value = { measure: sumOf('evt.latency'), heading: 'Time', key: 'time', type: 'duration' };
export const ERRORS: Value = { measure: sumOf('evt.count.error'), heading: 'Errors', key: 'errors', type: 'count' };
export const EVENTS: Value = { measure: sumOf('evt.count'), heading: 'Events', key: 'events', type: 'count' };
export const CALLS: Value = { measure: sumOf('evt.count'), heading: 'Calls', key: 'calls', type: 'count' };
export const CPU: Value = { measure: cpuTime, heading: 'CPU', key: 'cputime', type: 'cpu' };
export const FAULTS: Value = { measure: pageFaults, heading: 'Faults', key: 'faults', type: 'count' };
export const DESCRIPTORS: Value = { measure: descriptors, heading: 'FDs', key: 'fds', type: 'count' };

/** The process of an event. */
export const PROCESS: readonly KeyField[] = [
  { heading: 'Process', field: 'proc.name' },
  { heading: 'PID', field: 'proc.pid' },
];
/** The container of an event, whose name is not always known. */
export const CONTAINER: readonly KeyField[] = [
  { heading: 'Container', field: 'container.name', mayLack: true },
  { heading: 'ID', field: 'container.id' },
];

/** Reads and writes of files, and of IP sockets. */
export const FILE_IO = 'evt.is_io=true and fd.type=file';
export const NET_IO = 'evt.is_io=true and fd.type in (ipv4, ipv6)';
export const IN_CONTAINER = 'container.id exists and container.id != host';
