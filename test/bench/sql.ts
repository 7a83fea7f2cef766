import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordStorm } from './large-captures.js';
import { measureCpu } from './process-cost.js';

/** Number of runs, in turns; the fastest counts. */
const ROUNDS = 3;

/** CPU time of an answer, or of a file. */
export interface SqlRow {
  readonly what: string;
  readonly cpu: number;
}

interface Job {
  readonly what: string;
  readonly command: readonly string[];
}

/** A query of Parquet files by DuckDB alone. */
function queryOf(query: string): readonly string[] {
  const api = createRequire(import.meta.url).resolve('@duckdb/node-api');
  const program = `const { DuckDBConnection } = require(${JSON.stringify(api)});
    DuckDBConnection.create().then((c) => c.runAndReadAll(process.argv[1])).then((rows) => rows.getRows());`;
  return [process.execPath, '-e', program, query];
}

const BY_TIME = 'select type, sum(latency) ns from calls group by type order by ns desc limit 10';
const BY_BYTES = 'select fd_name, sum(bytes) b from calls group by fd_name order by b desc limit 10';

function jobsOf(sysshark: string, capture: string, folder: string): readonly Job[] {
  const sql = (query: string): readonly string[] => [sysshark, 'sql', capture, query];
  const parquet = `read_parquet('${folder}/events/*/*/*.parquet')`;
  return [
    { what: 'start of `sql`', command: sql('select 1') },
    { what: 'calls by time: chisel', command: [sysshark, '-r', capture, '-c', 'topscalls_time'] },
    { what: 'calls by time: `sql`', command: sql(BY_TIME) },
    { what: 'files by bytes: chisel', command: [sysshark, '-r', capture, '-c', 'topfiles_bytes'] },
    { what: 'files by bytes: `sql`', command: sql(BY_BYTES) },
    { what: 'a sum over `args`: `sql`', command: sql('select sum(length(args)) from events') },
    { what: '`export --parquet`', command: [sysshark, 'export', '--parquet', folder, capture] },
    { what: 'start of DuckDB', command: queryOf('select 1') },
    {
      what: 'calls by time: Parquet',
      command: queryOf(BY_TIME.replace('from calls', `from ${parquet} where kind = 'call'`)),
    },
    { what: 'files by bytes: Parquet', command: queryOf(BY_BYTES.replace('from calls', `from ${parquet}`)) },
  ];
}

/** Asks a capture, and what is exported of it, side by side. `given`: the capture; by default one is recorded, which needs root. */
export async function benchSql(
  sysshark: string,
  given: string | undefined,
): Promise<{ readonly name: string; readonly rows: readonly SqlRow[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-sql-'));
  try {
    const capture = given ?? (await recordStorm(sysshark, join(folder, 'storm.scap'))).file;
    const parquet = join(folder, 'parquet');
    const jobs = jobsOf(sysshark, capture, parquet);
    const best = jobs.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < ROUNDS; round++) {
      rmSync(parquet, { recursive: true, force: true });
      for (const [i, { command }] of jobs.entries()) best[i] = Math.min(best[i] as number, await measureCpu(command));
    }
    const name = `${(statSync(capture).size / 1e6).toFixed(0)} MB`;
    return { name, rows: jobs.map(({ what }, i) => ({ what, cpu: best[i] as number })) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
