/** Tables of a batch, and those of ClickHouse with their names: the columns are those of the Parquet files (docs/FLEET.md). */

const ITEM = `host LowCardinality(String),
  boot_id LowCardinality(String),
  run UInt64 CODEC(T64, ZSTD),
  seq UInt64 CODEC(Delta, ZSTD)`;

/** An insert with the token of an earlier one changes nothing, as long as no more blocks than this came in between. */
const ONCE = 'non_replicated_deduplication_window = 10000';

const create = (table: string, columns: string, rest: string): string =>
  `create table if not exists ${table} (\n  ${ITEM},\n  ${columns}\n) engine = MergeTree ${rest} settings ${ONCE}`;

/** Text that is often the same, and may be unknown. */
const NAME = 'LowCardinality(Nullable(String))';

const EVENTS = `ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD),
  num UInt64 CODEC(Delta, ZSTD),
  cpu Nullable(Int32),
  pid Nullable(Int32),
  tid Nullable(Int32),
  ppid Nullable(Int32),
  proc LowCardinality(String),
  exe ${NAME},
  user ${NAME},
  container_id ${NAME},
  container ${NAME},
  type LowCardinality(String),
  category ${NAME},
  kind LowCardinality(String),
  fd Nullable(Int64),
  fd_type ${NAME},
  fd_name Nullable(String) CODEC(ZSTD),
  local_port Nullable(Int32),
  remote_ip Nullable(String),
  remote_port Nullable(Int32),
  result Nullable(Int64) CODEC(T64, ZSTD),
  error ${NAME},
  io ${NAME},
  bytes Nullable(Int64) CODEC(T64, ZSTD),
  latency Nullable(Int64) CODEC(T64, ZSTD),
  args Nullable(String) CODEC(ZSTD)`;

const PROCESSES = `pid Int32,
  start_ts Nullable(DateTime64(9, 'UTC')),
  end_ts Nullable(DateTime64(9, 'UTC')),
  ppid Nullable(Int32),
  proc ${NAME},
  exe ${NAME},
  cmdline Nullable(String) CODEC(ZSTD),
  cwd ${NAME},
  uid Nullable(Int64),
  user ${NAME},
  container_id ${NAME},
  exit_status Nullable(Int32),
  exit_signal Nullable(Int32)`;

const LOSSES = `ts Nullable(DateTime64(9, 'UTC')),
  from_ts Nullable(DateTime64(9, 'UTC')),
  cause LowCardinality(String),
  bytes Nullable(Int64),
  num Nullable(Int64),
  cpu Nullable(Int32),
  ratio Nullable(Int32)`;

const SUMS = `ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD),
  seconds Int32,
  proc LowCardinality(String),
  type LowCardinality(String),
  failed Nullable(Bool),
  calls Int64 CODEC(T64, ZSTD),
  latency Int64 CODEC(T64, ZSTD),
  bytes Int64 CODEC(T64, ZSTD),
  latency_log2 Array(Int64) CODEC(ZSTD)`;

const META = `schema Int32,
  version LowCardinality(String),
  batch String,
  rows Int64,
  first_ts Nullable(DateTime64(9, 'UTC')),
  last_ts Nullable(DateTime64(9, 'UTC')),
  problem Nullable(String)`;

/**
 * The statements that make the tables, in order. Each can be run again. They are only added to: what is new in a version is a statement
 * of its own at the end (alter table … add column if not exists).
 */
export const STATEMENTS: readonly string[] = [
  create('events', EVENTS, 'partition by toDate(ts) order by (host, proc, type, ts)'),
  create('procs', PROCESSES, 'order by (host, boot_id, pid, run, seq)'),
  create('losses', LOSSES, 'order by (host, boot_id, run, seq)'),
  create('meta', META, 'order by (host, boot_id, run, seq)'),
  create('sums', SUMS, 'partition by toDate(ts) order by (host, proc, type, ts)'),
];

/** The statements as a text to run: each has its number. */
export const statementsText = (): string => STATEMENTS.map((statement, i) => `-- ${i + 1}\n${statement};\n`).join('\n');
