import type { LossItem } from '../fleet/batch.js';
import { SCHEMA } from './parquet-copy.js';
import { quoted } from './views.js';

/** The hour of an event. */
const HOUR = "date_trunc('hour', ts::timestamp)";
const MICROS = 1e6;
const NANOS_OF_MICRO = 1000n;

/** Which item a row is of. The host is that whose token was given, whatever the segment says. Words keep their numbers. */
const ID_COLUMNS = 'sender as host, boot_id, run, seq';
const LABELS = 'sender, boot_id, run, seq, segment';

const literal = (value: number | null): string => (value === null ? 'null::bigint' : String(value));
const timeOf = (seconds: number | null): string =>
  seconds === null
    ? 'null::timestamp_ns'
    : `make_timestamp_ns(${BigInt(Math.round(seconds * MICROS)) * NANOS_OF_MICRO})`;

/** Which rows a segment has in an hour. Only times are read for it. */
export const SPANS = `select segment, ${HOUR} as hour, count(*) as rows, min(ts) as first_ts, max(ts) as last_ts
  from segment_scap('*') group by all`;

/** Rows of events of some segments; `hour` is that of the rows, null for all. What calls read and wrote is left out. */
export const eventsOf = (segments: readonly number[], hour: string | null): string =>
  `select ${ID_COLUMNS}, * exclude (host, data, ${LABELS}) from segment_scap(${quoted(segments.join(','))})${
    hour === null ? '' : ` where ${HOUR} = timestamp ${quoted(hour)}`
  }`;

/** Rows of processes: each segment begins with all that there are, so of rows of the same one the last is taken. */
export const PROCESSES = `select distinct on (host, boot_id, pid, start_ts, exe, cmdline) ${ID_COLUMNS}, * exclude (${LABELS})
  from segment_scap_procs('*') order by host, boot_id, pid, start_ts, exe, cmdline, run desc, seq desc`;

const lossRow = ({ host, id: { boot, run, seq }, loss: { cause, from, to, bytes } }: LossItem): string =>
  `(${quoted(host)}, ${quoted(boot)}, ${run}, ${seq}, ${timeOf(to)}, ${timeOf(from)}, ${quoted(cause)}, ${literal(bytes)})`;

/** Rows of losses: marks of recorders, and what hosts have sent. */
export function lossesOf(losses: readonly LossItem[]): string {
  const marks = `select ${ID_COLUMNS}, ts, null::timestamp_ns as from_ts, 'dropped by the kernel' as cause, null::bigint as bytes,
    num, cpu, cast(args->>'$.ratio' as integer) as ratio from segment_scap_losses('*')`;
  if (losses.length === 0) return marks;
  const sent = `select host, boot_id, run::bigint as run, seq::bigint as seq, ts, from_ts, cause, bytes, null::bigint as num,
    null::integer as cpu, null::integer as ratio
    from (values ${losses.map(lossRow).join(', ')}) as sent(host, boot_id, run, seq, ts, from_ts, cause, bytes)`;
  return `${marks} union all ${sent}`;
}

/** A segment, and what is wrong with it. */
export interface NotedSegment {
  readonly host: string;
  readonly boot: string;
  readonly run: number;
  readonly seq: number;
  readonly problem: string | null;
}

/** Rows of meta: one of each segment, also of those without events. */
export function metaOf(segments: readonly NotedSegment[], batch: string, version: string): string {
  const rows = segments.map(
    ({ host, boot, run, seq, problem }, segment) =>
      `(${segment}, ${quoted(host)}, ${quoted(boot)}, ${run}, ${seq}, ${problem === null ? 'null' : quoted(problem)})`,
  );
  // a batch may be of losses alone
  const values = rows.length > 0 ? rows.join(', ') : "(0, '', '', 0, 0, '')";
  return `select noted.host, noted.boot_id, noted.run::bigint as run, noted.seq::bigint as seq, ${SCHEMA} as schema, ${quoted(version)} as version,
    ${quoted(batch)} as batch, coalesce(sum(rows), 0)::bigint as rows, min(first_ts) as first_ts, max(last_ts) as last_ts,
    any_value(problem)::varchar as problem
    from (values ${values}) as noted(segment, host, boot_id, run, seq, problem) left join spans using (segment)
    where ${rows.length > 0} group by noted.host, noted.boot_id, noted.run, noted.seq order by all`;
}
