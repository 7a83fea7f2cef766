/** What calls without an event of their own cost, and how large their events are. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileProgram } from './compiled.js';
import { emptyProbe } from './empty-probe.js';
import { measure } from './process-cost.js';
import { whileTraced } from './tracer.js';

/** A line of the table. */
export interface CallsRow {
  readonly name: string;
  /** CPU time of each call in ns, by its name. */
  readonly ns: ReadonlyMap<string, number>;
  readonly note: string;
}

async function callTimes(program: string): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await measure([program], 'pipe');
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name = '', ns]) => [name, Number(ns)]),
  );
}

async function sizeOfEvents(sysshark: string, file: string): Promise<string> {
  const { stderr } = await measure([sysshark, '-r', file, '-q', '-v']);
  const events = Number(/Captured Events: (\d+)/.exec(stderr)?.[1]);
  return `${(statSync(file).size / events).toFixed(0)} bytes an event`;
}

/** The calls untraced, under two empty programs, and recorded. */
export async function benchCalls(sysshark: string): Promise<CallsRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const [program, file] = [compileProgram('calls', folder), join(folder, 'calls.scap')];
  const row = async (name: string, command: readonly [string, ...string[]]): Promise<CallsRow> => {
    const { result, note } = await whileTraced({ command }, () => callTimes(program));
    return { name, ns: result, note };
  };
  try {
    const untraced = { name: 'untraced', ns: await callTimes(program), note: '' };
    const empty = await row('two programs that do nothing', emptyProbe(folder));
    const recorded = await row('-w', [sysshark, '-w', file]);
    const size = await sizeOfEvents(sysshark, file);
    return [untraced, empty, { ...recorded, note: `${size} ${recorded.note}` }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
