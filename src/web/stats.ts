import type { Chisel } from '../analysis/chisel.js';
import { CHISELS } from '../analysis/registry.js';

/** A table about events. */
export interface StatsTable {
  readonly name: string;
  readonly chisel: Chisel;
  readonly args: readonly string[];
  /** The fields, by the names of the columns that have their values, that find the events of a row. */
  readonly keys: Readonly<Record<string, string>>;
}

const chisel = (name: string): Chisel => CHISELS.find((one) => one.name === name) as Chisel;
const SAME = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, name]));

/** The tables that the page can show. */
export const STATS: readonly StatsTable[] = [
  { name: 'calls', chisel: chisel('latency'), args: ['evt.type'], keys: SAME('evt.type') },
  { name: 'files', chisel: chisel('latency'), args: ['fd.name'], keys: SAME('fd.name') },
  { name: 'threads', chisel: chisel('latency'), args: ['proc.name', 'thread.tid'], keys: SAME('thread.tid') },
  { name: 'processes', chisel: chisel('proctree'), args: [], keys: SAME('proc.pid') },
  {
    name: 'conversations',
    chisel: chisel('conversations'),
    args: [],
    keys: SAME('fd.cip', 'fd.cport', 'fd.sip', 'fd.sport'),
  },
  { name: 'endpoints', chisel: chisel('endpoints'), args: [], keys: { address: 'fd.ip' } },
  { name: 'errors', chisel: chisel('errors'), args: [], keys: SAME('evt.res', 'syscall.type') },
  { name: 'io', chisel: chisel('io_tree'), args: [], keys: SAME('container.id', 'proc.pid', 'fd.name') },
];
