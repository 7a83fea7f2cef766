import { SyssharkError } from '../errors.js';
import type { BatchOutcome, BatchRequest } from '../fleet/batch.js';
import { checkSums } from '../fleet/sums.js';
import { CaptureDatabase } from './database.js';
import { type LabelColumn, numberLabel, wordLabel } from './label-columns.js';
import { copyTo } from './parquet-copy.js';
import { eventsOf, lossesOf, metaOf, PROCESSES, SPANS } from './segment-tables.js';
import { metaOfSums, sumsOf, sumsOfHour } from './sums-table.js';

/** What a batch is written with. */
export interface SegmentBatchParts {
  readonly request: BatchRequest;
  /** Heap bytes for processes, descriptors and their names, of one segment at a time. */
  readonly stateBytes: number;
  /** The version of this program. */
  readonly version: string;
  /** Makes a folder below that of the request, and those above it. */
  readonly makeFolder: (folder: string) => void;
}

/** Most hours of the events of a segment: there is a file of each. */
const MAX_HOURS = 48;
const HOUR_LENGTH = '2026-01-31 23'.length;

/** Which rows a segment has in an hour. */
interface Span {
  readonly segment: number;
  /** As SQL writes it: 2026-01-31 23:00:00. */
  readonly hour: string;
  readonly rows: number;
}

/** Items of the same key, by it. */
function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function labelsOf({ segments }: BatchRequest): LabelColumn[] {
  return [
    wordLabel(
      'sender',
      segments.map(({ host }) => host),
    ),
    wordLabel(
      'boot_id',
      segments.map(({ id }) => id.boot),
    ),
    numberLabel(
      'run',
      segments.map(({ id }) => id.run),
    ),
    numberLabel(
      'seq',
      segments.map(({ id }) => id.seq),
    ),
    numberLabel('segment', [...segments.keys()]),
  ];
}

/** Writes the tables of a batch. */
class SegmentBatch {
  private readonly parts: SegmentBatchParts;
  private readonly database: CaptureDatabase;

  constructor(parts: SegmentBatchParts, database: CaptureDatabase) {
    this.parts = parts;
    this.database = database;
  }

  /** Throws SyssharkError. */
  async write(): Promise<BatchOutcome> {
    const { database, parts } = this;
    const { segments, losses, name } = parts.request;
    await database.rows(`create temp table spans as ${SPANS}`);
    const spans = await this.spans();
    const spread = [...groupBy(spans, ({ segment }) => segment)].find(([, hours]) => hours.length > MAX_HOURS);
    if (spread !== undefined)
      return {
        kind: 'unreadable',
        among: 'segments',
        index: spread[0],
        reason: `its events are of ${spread[1].length} hours`,
      };
    await this.writeEvents(spans);
    await this.writeSums();
    await this.copyOfDay('procs', PROCESSES);
    await this.copyOfDay('losses', lossesOf(losses));
    const noted = segments.map(({ host, id }, i) => ({ ...id, host, problem: database.problemOf(i) }));
    const meta = metaOf(noted, name, parts.version);
    const ofSums = parts.request.sums.length === 0 ? '' : ` union all ${metaOfSums(name, parts.version)}`;
    await this.copyOfDay('meta', `select * from (${meta})${ofSums}`);
    return { kind: 'written', problems: database.problems };
  }

  private async spans(): Promise<Span[]> {
    const rows = await this.database.rows('select segment, hour::varchar, rows from spans order by all');
    return rows.map(([segment, hour, count]) => ({
      segment: Number(segment),
      hour: String(hour),
      rows: Number(count),
    }));
  }

  /** Writes a file for each hour. What was counted before must be what is written. */
  private async writeEvents(spans: readonly Span[]): Promise<void> {
    const bySegment = groupBy(spans, ({ segment }) => segment);
    for (const [hour, some] of groupBy(spans, ({ hour }) => hour)) {
      const segments = some.map(({ segment }) => segment);
      const isAlone = segments.every((segment) => bySegment.get(segment)?.length === 1);
      const folder = `events/date=${hour.slice(0, 10)}/hour=${hour.slice(11, HOUR_LENGTH)}`;
      const written = await this.copy(folder, eventsOf(segments, isAlone ? null : hour));
      const counted = some.reduce((sum, { rows }) => sum + rows, 0);
      if (written !== counted) throw new Error(`${written} rows are in ${folder}, not ${counted}`);
    }
  }

  /** Writes a file for each hour. */
  private async writeSums(): Promise<void> {
    const { sums } = this.parts.request;
    if (sums.length === 0) return;
    await this.database.rows(`create temp table sums as ${sumsOf(sums)}`);
    for (const [hour] of await this.database.rows('select distinct hour::varchar from sums order by all')) {
      const folder = `sums/date=${String(hour).slice(0, 10)}/hour=${String(hour).slice(11, HOUR_LENGTH)}`;
      await this.copy(folder, sumsOfHour(String(hour)));
    }
  }

  private async copyOfDay(table: string, rows: string): Promise<void> {
    await this.copy(`${table}/date=${this.parts.request.date}`, rows);
  }

  /** Resolves to the number of rows. */
  private async copy(folder: string, rows: string): Promise<number> {
    const { request, version, makeFolder } = this.parts;
    const { name } = request;
    const path = `${request.folder}/${folder}`;
    makeFolder(path);
    const [[count] = []] = await this.database.rows(
      copyTo(rows, `${path}/${name}.parquet`, { version, notes: { batch: name } }),
    );
    return Number(count);
  }
}

/** Writes the rows of segments, sums and losses as Parquet files. Throws SyssharkError USAGE where DuckDB is not installed. */
export async function writeSegmentBatch(parts: SegmentBatchParts): Promise<BatchOutcome> {
  const { request, stateBytes } = parts;
  for (const [index, { path }] of request.sums.entries()) {
    const reason = checkSums(path);
    if (reason !== null) return { kind: 'unreadable', among: 'sums', index, reason };
  }
  const captures = request.segments.map(({ path }) => path);
  const database = await CaptureDatabase.open({ captures, filter: '', stateBytes, labels: labelsOf(request) }, 'all');
  try {
    return await new SegmentBatch(parts, database).write();
  } catch (error) {
    if (!(error instanceof SyssharkError)) throw error;
    const segment = database.unreadable;
    if (segment === null) return { kind: 'failed', reason: error.message };
    return { kind: 'unreadable', among: 'segments', index: segment, reason: error.message };
  }
}
