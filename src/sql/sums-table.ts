import type { StoredItem } from '../fleet/batch.js';
import { SCHEMA } from './parquet-copy.js';
import { quoted } from './views.js';

/** Members of a line of sums (fleet/sums.ts), and their types. */
const MEMBERS = `{ts: 'TIMESTAMP', seconds: 'INTEGER', proc: 'VARCHAR', type: 'VARCHAR', failed: 'BOOLEAN', calls: 'BIGINT',
  latency: 'BIGINT', bytes: 'BIGINT', latency_log2: 'BIGINT[]'}`;

/** Rows of sums in files that were checked, each with its hour. The host is that whose token was given. */
export function sumsOf(items: readonly StoredItem[]): string {
  const files = items.map(({ path }) => quoted(path)).join(', ');
  const senders = items.map(
    ({ host, id: { boot, run, seq }, path }) => `(${quoted(path)}, ${quoted(host)}, ${quoted(boot)}, ${run}, ${seq})`,
  );
  return `select sender.host, sender.boot_id, sender.run::bigint as run, sender.seq::bigint as seq,
    sums.* exclude (filename) replace (sums.ts::timestamp_ns as ts), date_trunc('hour', sums.ts) as hour
    from read_ndjson([${files}], columns = ${MEMBERS}, compression = 'gzip', filename = true) as sums
    join (values ${senders.join(', ')}) as sender(filename, host, boot_id, run, seq) using (filename)`;
}

/** Rows of the table of all sums that are of an hour. */
export const sumsOfHour = (hour: string): string =>
  `select * exclude (hour) from sums where hour = timestamp ${quoted(hour)} order by host, proc, type, failed, ts`;

/** Rows of meta: one of each item of sums. */
export const metaOfSums = (batch: string, version: string): string =>
  `select host, boot_id, run, seq, ${SCHEMA} as schema, ${quoted(version)} as version, ${quoted(batch)} as batch,
    count(*)::bigint as rows, min(ts) as first_ts, max(ts) as last_ts, null::varchar as problem
    from sums group by all`;
