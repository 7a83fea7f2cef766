import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measure, measureCpu } from './process-cost.js';

// compiled to build/bench
const SOURCE = resolve(import.meta.dirname, '../../test/plugins/plugin.c');
/** Number of runs; the one with the least CPU time counts. The runs take turns. */
const ROUNDS = 8;
/** Calls of dd: two, with an enter and an exit event each. */
const COUNT = 500_000;
const EVENTS = 4 * COUNT;
const MACROS = [
  'NAME="calls"',
  'PREFIX="c"',
  'NO_SOURCE',
  'LACKS_OPEN',
  'NO_PARSING',
  'CALLS',
  'SOURCES="[\\"syscall\\"]"',
];
/** Filters that no event passes: the first one without a plugin. */
const FILTERS = [
  'evt.rawtime=1',
  'c.kind=9999',
  'c.kind=9999 or c.thread=1 or c.sum=1 or c.source=x or c.length=9',
] as const;

/** A filter by fields of a library. */
export interface PluginRow {
  readonly fields: number;
  readonly cpu: number;
  /** What each field adds for an event, in µs. */
  readonly each: number;
}

/** Filters a capture of system calls by fields of the test plugin, CPU time of both processes. */
export async function benchPlugins(sysshark: string): Promise<readonly PluginRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const [library, capture] = [join(folder, 'libcalls.so'), join(folder, 'storm.scap')];
  try {
    execFileSync('cc', [
      '-O2',
      '-shared',
      '-fPIC',
      '-pthread',
      ...MACROS.map((one) => `-D${one}`),
      '-o',
      library,
      SOURCE,
    ]);
    await measure([sysshark, '-w', capture, '--', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${COUNT}`]);
    const commands = FILTERS.map((filter, i) => [
      ...[sysshark, '-r', capture],
      ...(i === 0 ? [] : ['-Z', 'root', '-H', library]),
      filter,
    ]);
    const best = commands.map(() => Number.POSITIVE_INFINITY);
    for (let i = 0; i < ROUNDS; i++)
      for (const [k, command] of commands.entries()) best[k] = Math.min(best[k] as number, await measureCpu(command));
    return best.map((cpu, i) => {
      const fields = FILTERS[i]?.match(/\bc\./g)?.length ?? 0;
      return { fields, cpu, each: fields === 0 ? Number.NaN : ((cpu - (best[0] as number)) / EVENTS / fields) * 1e6 };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
