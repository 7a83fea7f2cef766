/** A column as it is shown. */
export interface ShownColumn {
  /** As the answer names it. */
  readonly name: string;
  readonly title: string;
  /** Whether a bar behind the value shows its share of the largest. */
  readonly hasBar?: boolean;
  /** Whether it has numbers that are names. */
  readonly isId?: boolean;
}

/** A table as it is shown. */
export interface ShownTable {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly columns: readonly ShownColumn[];
}

const TIMING: readonly ShownColumn[] = [
  { name: 'calls', title: 'Count' },
  { name: 'errors', title: 'Errors' },
  { name: 'total', title: 'Total', hasBar: true },
  { name: 'p50', title: 'p50' },
  { name: 'p95', title: 'p95' },
  { name: 'p99', title: 'p99' },
  { name: 'max', title: 'Max' },
  { name: 'counts', title: '100 ns – 10 s' },
];
/** What fits beside another table. */
const SHORT = new Set(['calls', 'errors', 'total', 'p50', 'p99', 'max']);
const SHORT_TIMING = TIMING.filter(({ name }) => SHORT.has(name));
/** Calls that wait on purpose are rows of their own. */
const WAITS: ShownColumn = { name: 'evt.waits_for', title: 'Waits for' };
const TRAFFIC: readonly ShownColumn[] = [
  { name: 'calls', title: 'Calls' },
  { name: 'bytes', title: 'Bytes', hasBar: true },
  { name: 'bytes.sent', title: 'Sent' },
  { name: 'bytes.received', title: 'Received' },
];

/** All tables, by name. */
export const TABLES: readonly ShownTable[] = [
  {
    name: 'calls',
    title: 'Calls',
    about: 'by total time',
    columns: [{ name: 'evt.type', title: 'Call' }, ...TIMING],
  },
  {
    name: 'threads',
    title: 'Where time goes',
    about: 'by process and thread',
    columns: [
      { name: 'proc.name', title: 'Process' },
      { name: 'thread.tid', title: 'TID', isId: true },
      ...TIMING.slice(0, 3),
      { name: 'max', title: 'Max' },
      WAITS,
    ],
  },
  {
    name: 'requests',
    title: 'Requests',
    about: 'the slowest, first',
    columns: [
      { name: 'number', title: 'No.' },
      { name: 'start', title: 'Start' },
      { name: 'duration', title: 'Duration', hasBar: true },
      { name: 'process', title: 'Process' },
      { name: 'request', title: 'Request' },
      { name: 'status', title: 'Status' },
      { name: 'sent', title: 'Sent' },
      { name: 'times', title: 'Where the time went' },
    ],
  },
  {
    name: 'latency',
    title: 'Slowest calls',
    about: 'by latency',
    columns: [
      { name: 'evt.latency', title: 'Latency', hasBar: true },
      { name: 'evt.time', title: 'Time' },
      { name: 'evt.type', title: 'Call' },
      { name: 'proc.name', title: 'Process' },
      { name: 'thread.tid', title: 'TID' },
      { name: 'fd.name', title: 'FD name' },
      { name: 'evt.args', title: 'Info' },
    ],
  },
  {
    name: 'files',
    title: 'Descriptors',
    about: 'by total time',
    columns: [{ name: 'fd.name', title: 'Name' }, ...SHORT_TIMING, WAITS],
  },
  {
    name: 'io',
    title: 'Reads and writes',
    about: 'container, process, descriptor',
    columns: [
      { name: 'tree', title: 'Where' },
      { name: 'bytes', title: 'Bytes', hasBar: true },
      { name: 'read', title: 'Read' },
      { name: 'written', title: 'Written' },
      { name: 'time', title: 'Time' },
    ],
  },
  {
    name: 'processes',
    title: 'Processes',
    about: 'as they started each other',
    columns: [
      { name: 'tree', title: 'Command' },
      { name: 'proc.pid', title: 'PID' },
      { name: 'proc.ppid', title: 'Parent' },
      { name: 'life', title: 'In the capture' },
      { name: 'ended', title: 'End' },
      { name: 'duration', title: 'Lived' },
      { name: 'cputime', title: 'CPU' },
    ],
  },
  {
    name: 'conversations',
    title: 'Conversations',
    about: 'by bytes',
    columns: [
      { name: 'fd.l4proto', title: 'Protocol' },
      { name: 'client', title: 'Client' },
      { name: 'server', title: 'Server' },
      ...TRAFFIC,
      { name: 'start', title: 'Begin' },
      { name: 'duration', title: 'Duration' },
    ],
  },
  {
    name: 'endpoints',
    title: 'Endpoints',
    about: 'by bytes',
    columns: [{ name: 'address', title: 'Address' }, { name: 'connections', title: 'Connections' }, ...TRAFFIC],
  },
  {
    name: 'errors',
    title: 'Errors',
    about: 'by error, call and path',
    columns: [
      { name: 'evt.res', title: 'Error' },
      { name: 'syscall.type', title: 'Call' },
      { name: 'fs.path.name', title: 'Path' },
      { name: 'errors', title: 'Count', hasBar: true },
    ],
  },
];
