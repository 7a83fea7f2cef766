import { dataDirection } from '../../fields/category.js';
import { allOf, condition } from '../../filter/compose.js';
import type { ChiselArg } from '../chisel.js';
import { ipOf, portOf } from '../chisel-args.js';
import type { LineRow } from '../line-chisel.js';

/** Calls that transfer data; enter events as well, without which their exits may have no descriptor. */
const MOVING = 'evt.is_io=true';
/** Long enough for most text. */
const SNAPLEN = 2000;

const IO_FIELDS = [
  'evt.rawtime',
  'proc.name',
  'proc.pid',
  'fd.num',
  'fd.type',
  'fd.name',
  'evt.io_dir',
  'evt.rawres',
  'evt.buffer',
] as const;

/** What all of these chisels have in common. */
const ECHO = {
  category: 'I/O',
  fields: IO_FIELDS,
  toneOf: ({ view }) => dataDirection(view.def),
} as const satisfies Partial<LineRow>;

const UNDER_HEADINGS = {
  ...ECHO,
  format: {
    read: '*------ Read %evt.rawresB from %fd.name (%proc.name)',
    write: '*------ Write %evt.rawresB to %fd.name (%proc.name)',
  },
  data: 'below',
} as const satisfies Partial<LineRow>;

const ALONE = { ...ECHO, format: '*', data: 'alone', snaplen: SNAPLEN } as const satisfies Partial<LineRow>;

const FILE: ChiselArg = { name: 'FILE', description: 'full path of the file', isOptional: true };
const IP: ChiselArg = { name: 'IP', description: 'address of either end' };
const PORT: ChiselArg = { name: 'PORT', description: 'port of either end' };

/** The data that processes read and write, as it is transferred. */
export const ECHOES: readonly LineRow[] = [
  {
    ...UNDER_HEADINGS,
    name: 'echo_fds',
    summary: 'data that processes read and write',
    description:
      'Prints what calls read and write, under a heading that names the process and the descriptor. -A, -x, -X and -b print the data in other forms; -s has a live capture keep more of it.',
    filter: MOVING,
  },
  {
    ...ALONE,
    name: 'stdin',
    summary: 'what processes read from standard input',
    description: 'Prints what processes read from descriptor 0, line by line. Best with a filter that names a process.',
    filter: 'fd.num=0 and evt.is_io_read=true',
  },
  {
    ...ALONE,
    name: 'stdout',
    summary: 'what processes write to standard output',
    description: 'Prints what processes write to descriptor 1, line by line. Best with a filter that names a process.',
    filter: 'fd.num=1 and evt.is_io_write=true',
  },
  {
    ...ALONE,
    name: 'stderr',
    summary: 'what processes write to standard error',
    description: 'Prints what processes write to descriptor 2, line by line. Best with a filter that names a process.',
    filter: 'fd.num=2 and evt.is_io_write=true',
  },
  {
    ...ECHO,
    name: 'spy_file',
    summary: 'what is read from and written to files, or one file',
    description: 'Prints a line for each call that reads from a file or writes to one, and its data.',
    args: [FILE],
    filter: ([file]) => allOf('fd.type=file', MOVING, file === undefined ? null : condition('fd.name', '=', [file])),
    format: {
      read: '*%evt.time %proc.name(%proc.pid) R %evt.rawresB %fd.name',
      write: '*%evt.time %proc.name(%proc.pid) W %evt.rawresB %fd.name',
    },
    data: 'below',
  },
  {
    ...UNDER_HEADINGS,
    name: 'spy_ip',
    category: 'Net',
    summary: 'data exchanged with an IP address',
    description: 'Prints, as echo_fds does, the data of connections with this address at either end.',
    args: [IP],
    filter: ([ip = '']) => allOf(MOVING, condition('fd.ip', '=', [ipOf('spy_ip', ip)])),
  },
  {
    ...UNDER_HEADINGS,
    name: 'spy_port',
    category: 'Net',
    summary: 'data exchanged over a port',
    description: 'Prints, as echo_fds does, the data of connections with this port at either end.',
    args: [PORT],
    filter: ([port = '']) => allOf(MOVING, condition('fd.port', '=', [String(portOf('spy_port', port))])),
  },
];
