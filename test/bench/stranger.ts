import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileProgram } from './compiled.js';
import { emptyProbe } from './empty-probe.js';
import { whileTraced } from './tracer.js';

const MEASURED_MS = 4000;
/** Starts programs one after the other. */
const FORKS = 'while :; do /bin/true; done';

/** A line of the table. */
export interface StrangerRow {
  readonly name: string;
  /** CPU time of a pair of open and close in the stranger, in ns: the median of all batches. */
  readonly pairNs: number;
  /** CPU time of the tracer, as a share of a CPU. */
  readonly cpu: number | null;
  /** Size of the capture in bytes; null for none. */
  readonly bytes: number | null;
  readonly note: string;
}

/** A stranger that goes on until it is ended. */
class Stranger {
  private readonly child: ChildProcess;
  private times: number[] = [];

  constructor(program: string) {
    this.child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (lines: Buffer) =>
      this.times.push(...lines.toString().trim().split('\n').map(Number)),
    );
  }

  /** CPU time of a pair during some seconds, in ns. */
  async measure(): Promise<number> {
    this.times = [];
    await sleep(MEASURED_MS);
    const times = this.times.sort((a, b) => a - b);
    return times[times.length >> 1] ?? Number.NaN;
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}

/** The stranger beside a tracer, which starts while it runs. */
async function beside(
  name: string,
  stranger: Stranger,
  tracer: readonly [string, ...string[]],
  file: string | null,
): Promise<StrangerRow> {
  const { result, cpu, note } = await whileTraced({ command: tracer }, () => stranger.measure());
  const bytes = file === null ? null : statSync(file).size;
  return { name, pairNs: result, cpu: cpu / (MEASURED_MS / 1000), bytes, note };
}

async function rowsOf(sysshark: string, folder: string): Promise<StrangerRow[]> {
  const stranger = new Stranger(compileProgram('stranger', folder));
  const file = join(folder, 'stranger.scap');
  const filtered = (name: string, filter: string) => beside(name, stranger, [sysshark, '-w', file, filter], file);
  try {
    const rows = [
      { name: 'untraced', pairNs: await stranger.measure(), cpu: null, bytes: null, note: '' },
      await beside('two programs that do nothing', stranger, emptyProbe(folder), null),
      await filtered('`-w f proc.name=nginx`', 'proc.name=nginx'),
    ];
    const forks = spawn('sh', ['-c', FORKS], { stdio: 'ignore' });
    rows.push(await filtered('`-w f proc.aname=nginx`, beside a loop of forks as well', 'proc.aname=nginx'));
    forks.kill('SIGKILL');
    return rows;
  } finally {
    stranger.end();
  }
}

/** What a process costs and pays that the filter rejects: it opens and closes a file in a loop. */
export async function benchStranger(sysshark: string): Promise<readonly StrangerRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  try {
    return await rowsOf(sysshark, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
