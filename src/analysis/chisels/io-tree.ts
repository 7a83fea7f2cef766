import type { Column, Row, Value } from '../../output/rows/column.js';
import { OTHERS } from '../../output/rows/table-rows.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { chiselFilter } from '../chisel-filter.js';
import type { KeyField } from '../key-column.js';
import { keyColumns, keyValues, typesOfKeys } from '../keys.js';
import { reportTimes } from '../report-times.js';
import { TransferGroups, type Transfers } from '../transfer-groups.js';
import { CONTAINER, PROCESS } from './values.js';

const FD: readonly KeyField[] = [
  { heading: 'Type', field: 'fd.type', mayLack: true },
  { heading: 'Descriptor', field: 'fd.name', mayLack: true },
];
/** The levels of the tree, and how many values name a branch of each. */
const LEVELS = [
  { name: 'container', values: 2 },
  { name: 'process', values: 4 },
  { name: 'descriptor', values: 6 },
] as const;
const INDENT = '  ';

/** The sums of a branch: calls and bytes read, calls and bytes written, ns. */
type Sums = readonly [readCalls: number, read: number, writtenCalls: number, written: number, time: number];

/** A container, process or descriptor, with what is below it. */
class Branch {
  readonly values: Row;
  private readonly branches = new Map<string, Branch>();
  private sums: Sums = [0, 0, 0, 0, 0];

  constructor(values: Row) {
    this.values = values;
  }

  get all(): Sums {
    return this.sums;
  }

  /** Adds sums to this branch, and to one below it for each level. */
  add(values: Row, sums: Sums, level = 0): void {
    this.sums = this.sums.map((sum, i) => sum + (sums[i] as number)) as unknown as Sums;
    const length = LEVELS[level]?.values;
    if (length === undefined) return;
    const own = values.slice(0, length);
    const key = own.map(String).join('\0');
    const branch = this.branches.get(key) ?? new Branch(own);
    this.branches.set(key, branch);
    branch.add(values, sums, level + 1);
  }

  /** Passes the branches below this one, each before those below it, those with the most bytes first. */
  forEach(take: (branch: Branch, level: number) => void, level = 0): void {
    const bytes = ({ sums: [, read, , written] }: Branch): number => read + written;
    for (const branch of [...this.branches.values()].sort((a, b) => bytes(b) - bytes(a))) {
      take(branch, level);
      branch.forEach(take, level + 1);
    }
  }
}

const sumsOf = ({ read, written, time }: Transfers<null>): Sums => [
  read.calls,
  read.bytes,
  written.calls,
  written.bytes,
  time,
];

const shown = (value: Value | undefined): string => (value === null || value === undefined ? '<NA>' : String(value));

/** What people see of a branch. */
const NAMES: readonly ((values: Row) => string)[] = [
  ([name, id]) =>
    name === null ? shown(id) : name === id || id === null ? shown(name) : `${shown(name)} (${shown(id)})`,
  ([, , name, pid]) => `${shown(name)} (${shown(pid)})`,
  ([, , , , type, name]) => (name === null || name === '' ? `<${shown(type)}>` : shown(name)),
];

const SUM_COLUMNS: readonly Column[] = [
  { name: 'bytes', heading: 'Bytes', type: 'bytes', isRight: true },
  { name: 'read', heading: 'Read', type: 'bytes', isRight: true },
  { name: 'written', heading: 'Written', type: 'bytes', isRight: true },
  { name: 'calls.read', heading: 'Reads', type: 'count', isRight: true },
  { name: 'calls.written', heading: 'Writes', type: 'count', isRight: true },
  { name: 'time', heading: 'Time', type: 'duration', isRight: true },
];
const LEVEL: Column = { name: 'level', heading: null, type: 'text' };
const TREE: Column = { name: 'tree', heading: 'Container, process, descriptor', type: 'text' };

/** A row for each branch; `before` are its first values. */
function rowsOf(groups: TransferGroups<null>, valuesOf: (group: Transfers<null>) => Row, before: Row): readonly Row[] {
  const root = new Branch([]);
  for (const group of groups.all.filter(({ isUsed }) => isUsed)) root.add(valuesOf(group), sumsOf(group));
  const width = LEVELS[2].values;
  const rows: Row[] = [];
  const add = (level: number | null, name: string, values: Row, sums: Sums): void => {
    const [reads, read, writes, written, time] = sums;
    const padded = [...values, ...new Array<null>(width - values.length).fill(null)];
    const levelName = level === null ? 'others' : (LEVELS[level]?.name ?? null);
    rows.push([...before, levelName, read + written, read, written, reads, writes, time, name, ...padded]);
  };
  root.forEach(({ values, all }, level) => {
    add(level, `${INDENT.repeat(level)}${NAMES[level]?.(values) ?? ''}`, values, all);
  });
  if (groups.others !== null) add(null, OTHERS, [], sumsOf(groups.others));
  return rows;
}

function start(_: readonly string[], context: ChiselContext): ChiselRun {
  const container = CONTAINER.map((field) => ({ ...field, mayLack: true as const }));
  const keys = keyColumns([...container, ...PROCESS, ...FD], { ...context, showsContainers: false });
  const groups = new TransferGroups<null>(
    keys.map(({ keyOf }) => keyOf),
    typesOfKeys(keys),
    () => null,
  );
  const times = reportTimes(context.isLive);
  const hidden = keys.map(({ column }): Column => ({ ...column, heading: null }));
  const columns = [...times.columns, LEVEL, ...SUM_COLUMNS, TREE, ...hidden];
  return {
    kind: 'rows',
    filter: chiselFilter('evt.is_io=true'),
    form: {
      columns,
      members: columns.filter((column) => column !== TREE).map(({ name }) => name),
      layout: { kind: 'listing' },
    },
    take: (evt) => groups.add(evt),
    columns: groups,
    report: {
      schedule: 'interval',
      make: ({ state }) => {
        const rows = rowsOf(groups, (group) => keyValues(keys, group.keys), times.of(state));
        groups.clear();
        return { rows };
      },
    },
  };
}

/** What is read and written, by container, process and descriptor. */
export const IO_TREE: Chisel = {
  name: 'io_tree',
  category: 'I/O',
  summary: 'bytes read and written by container, process and descriptor, as a tree',
  description:
    'Adds up the calls that moved data, their bytes and how long they took, for each container, below it for each of its processes, and below that for each descriptor by name. Branches with the most bytes come first.',
  args: [],
  start,
};
