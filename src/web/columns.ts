import type { ColumnInfo } from './protocol.js';

/** The columns that the list begins with, as Stratoshark has them, and how long calls took. The number and time of an event come first. */
export const COLUMNS: readonly ColumnInfo[] = [
  { field: 'evt.dir', title: 'Dir' },
  { field: 'evt.type', title: 'Event' },
  { field: 'proc.name', title: 'Process' },
  { field: 'proc.pid', title: 'PID' },
  { field: 'thread.tid', title: 'TID' },
  { field: 'fd.num', title: 'FD' },
  { field: 'fd.name', title: 'FD name' },
  { field: 'evt.latency', title: 'Latency' },
  { field: 'evt.info', title: 'Info' },
  { field: 'container.name', title: 'Container' },
];
