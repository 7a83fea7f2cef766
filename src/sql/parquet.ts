import { CaptureDatabase, type DatabaseOptions } from './database.js';
import { copyTo, SCHEMA } from './parquet-copy.js';
import { eventRows, quoted } from './views.js';

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

/** A machine and a day: each has a folder of its own, in the form of Hive. */
type Partition = readonly [host: string, date: string];

const DAY_MS = 86_400_000;
const HOST = "coalesce(host, 'unknown')";
const DATE = 'ts::date';

/** A time as SQL has it; `ms` since the epoch. */
const timeOf = (ms: number): string => `timestamp_ns ${quoted(new Date(ms).toISOString().slice(0, -1))}`;

/** The statement that writes rows to a file. */
const copyOf = ({ folder, filter, version }: ParquetOptions, rows: string, file: string): string =>
  copyTo(rows, `${folder}/${file}`, { version, notes: { filter } });

/** The statement that writes the events of a partition; words keep their numbers, which are written faster than their text. */
function copyOfEvents(options: ParquetOptions, [host, date]: Partition): string {
  const { name, hasData, filter } = options;
  const left = hasData ? 'host' : 'host, data';
  const midnight = Date.parse(date);
  const rows = `select * exclude (${left}) from ${eventRows(filter)}
    where ${HOST} = ${quoted(host)} and ts >= ${timeOf(midnight)} and ts < ${timeOf(midnight + DAY_MS)}`;
  return copyOf(options, rows, `events/${folderOf([host, date])}/${name}.parquet`);
}

/** The statements of what is written after the events. */
function otherStatements(options: ParquetOptions, partitions: readonly Partition[]): string[] {
  const { folder, name, filter, version } = options;
  const file = (table: string): string => `${table}/${name}.parquet`;
  const [[host] = ['unknown']] = partitions;
  // what is written is counted faster than the captures are read again
  const parquet = (files: string): string => `read_parquet(${quoted(`${folder}/${files}`)})`;
  const written = partitions.length === 0 ? 'events' : parquet('events/*/*/*.parquet');
  return [
    copyOf(options, `select ${quoted(host)} as host, * from procs`, file('procs')),
    copyOf(options, 'select * from losses', file('losses')),
    copyOf(
      options,
      `select ${SCHEMA} as schema, ${quoted(version)} as version, ${quoted(filter)} as filter, min(ts) as first_ts,
        max(ts) as last_ts, count(*) as rows, (select count(*) from ${parquet(file('losses'))}) as losses
        from ${written}`,
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
  const database = await CaptureDatabase.open(options, 'all');
  const partitionsOf = async (query: string): Promise<Partition[]> =>
    (await database.rows(query)).map(([host, date]): Partition => [String(host), String(date)]);
  /** Writes a partition; resolves to whether there are others. */
  const write = async (partition: Partition): Promise<boolean> => {
    makeFolder(`events/${folderOf(partition)}`);
    const [[count] = []] = await database.rows(copyOfEvents(options, partition));
    return database.rowsRead > Number(count);
  };
  const run = async (): Promise<readonly string[]> => {
    // most captures are of one machine and day, which the first row tells: looking for others takes as long as half of writing
    const partitions = await partitionsOf(`select ${HOST}, ${DATE} from events limit 1`);
    const [first] = partitions;
    if (first !== undefined && (await write(first))) {
      const all = await partitionsOf(`select distinct ${HOST}, ${DATE} from events order by all`);
      const others = all.filter(([host, date]) => host !== first[0] || date !== first[1]);
      for (const partition of others) await write(partition);
      partitions.push(...others);
    }
    for (const statement of otherStatements(options, partitions)) await database.rows(statement);
    return database.problems;
  };
  return { done: run(), stop: () => database.interrupt() };
}
