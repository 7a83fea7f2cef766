import { CaptureDatabase, type DatabaseOptions } from './database.js';
import { quoted } from './views.js';

/** Version of the columns: they are only added; another meaning makes another version. */
const SCHEMA = 1;

/** What is written of captures, and where. */
export interface ParquetOptions extends DatabaseOptions {
  /** The folder, which exists; nothing else may be in it. */
  readonly folder: string;
  /** The name of the files, without their ending. */
  readonly name: string;
  /** Whether what calls read and wrote is written, too. */
  readonly hasData: boolean;
  /** The version of this program. */
  readonly version: string;
}

/** An export at work. */
export interface ParquetExport {
  /** Resolves to what is wrong with the captures, though all that could be read was written. Throws SyssharkError. */
  readonly done: Promise<readonly string[]>;
  /** Ends it early; `done` then throws. */
  readonly stop: () => void;
}

/** Parquet of today, with the encodings for steps and lengths: 12 % smaller than version 1, which more readers know. */
const FORM = 'format parquet, parquet_version v2, compression zstd';

/** A machine and a day: each has a folder of its own, in the form of Hive. */
type Partition = readonly [host: string, date: string];

const HOST = "coalesce(host, 'unknown')";
const DATE = 'ts::date';

/** The statements of events, and of what is written after them. */
function statements(
  { folder, name, hasData, filter, version }: ParquetOptions,
  partitions: readonly Partition[],
): string[] {
  const meta = `kv_metadata {schema: '${SCHEMA}', tool: ${quoted(`sysshark ${version}`)}, filter: ${quoted(filter)}}`;
  const copy = (rows: string, file: string): string =>
    `copy (${rows}) to ${quoted(`${folder}/${file}`)} (${FORM}, ${meta})`;
  const file = (table: string): string => `${table}/${name}.parquet`;
  const left = hasData ? 'host' : 'host, data';
  const all = partitions.map(([host, date]) => {
    // a condition costs time, and is needed only if there is more than one folder
    const where = partitions.length > 1 ? ` where ${HOST} = ${quoted(host)} and ${DATE} = ${quoted(date)}` : '';
    return copy(`select * exclude (${left}) from events${where}`, `events/${folderOf([host, date])}/${name}.parquet`);
  });
  const [[host] = ['unknown']] = partitions;
  const written = partitions.length === 0 ? 'events' : `read_parquet(${quoted(`${folder}/events/*/*/*.parquet`)})`;
  return [
    ...all,
    copy(`select ${quoted(host)} as host, * from procs`, file('procs')),
    copy('select * from losses', file('losses')),
    copy(
      `select ${SCHEMA} as schema, ${quoted(version)} as version, ${quoted(filter)} as filter, min(ts) as first_ts,
        max(ts) as last_ts, count(*) as rows, (select count(*) from losses) as losses from ${written}`,
      file('meta'),
    ),
  ];
}

/** The folder of a partition: what is no plain letter of a file name is as in a URL. */
const folderOf = ([host, date]: Partition): string => `host=${encodeURIComponent(host)}/date=${date}`;

/** The tables that are written. */
export const PARQUET_TABLES = ['events', 'procs', 'losses', 'meta'] as const;

/**
 * Writes captures as Parquet; `makeFolder` makes a folder below the given one. Throws SyssharkError USAGE where DuckDB is not installed.
 */
export async function exportParquet(
  options: ParquetOptions,
  makeFolder: (folder: string) => void,
): Promise<ParquetExport> {
  const database = await CaptureDatabase.open(options, 'writes');
  const rowsOf = async (statement: string): Promise<unknown[][]> => {
    const found: unknown[][] = [];
    await database.ask(statement, async ({ rows }) => {
      for await (const some of rows()) found.push(...some);
    });
    return found;
  };
  const run = async (): Promise<readonly string[]> => {
    const found = await rowsOf(`select distinct ${HOST}, ${DATE} from events order by all`);
    const partitions = found.map(([host, date]): Partition => [String(host), String(date)]);
    for (const partition of partitions) makeFolder(`events/${folderOf(partition)}`);
    for (const statement of statements(options, partitions)) await rowsOf(statement);
    return database.problems;
  };
  return { done: run(), stop: () => database.interrupt() };
}
