import { SOURCES } from '../run/sources.js';
import { TABLES } from './scan-request.js';
import { ALL } from './scap-function.js';

/** A text as SQL has it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The columns of events; those that are one of a few words are text, so that they compare and sort as text. */
const EVENT_COLUMNS = TABLES.scap
  .map(({ name, type }) => (type.kind === 'word' ? `${name}::varchar as ${name}` : name))
  .join(', ');

/** Views, by name: what each is made of. */
const VIEWS: Readonly<Record<string, string>> = {
  procs: `select * from scap_procs('${ALL}')`,
  fds: `select pid, proc, fd, fd_type, fd_name, min(ts) as first_ts, max(ts) as last_ts, count(*) as calls,
    count(error) as errors, sum(bytes) filter (io = 'read') as bytes_read, sum(bytes) filter (io = 'write') as bytes_written,
    sum(latency) as latency from calls where fd is not null group by all`,
  conns: `select pid, proc, fd_name, local_port, remote_ip, remote_port, min(ts) as first_ts, max(ts) as last_ts,
    count(*) as calls, count(error) as errors, sum(bytes) filter (io = 'read') as bytes_read,
    sum(bytes) filter (io = 'write') as bytes_written, sum(latency) as latency
    from calls where remote_ip is not null group by all`,
  losses: `select ts, num, host, cpu, cast(args->>'$.ratio' as integer) as ratio from scap_losses('${ALL}')`,
};

export const VIEW_NAMES: readonly string[] = ['events', 'calls', 'logs', ...Object.keys(VIEWS)];

/** Whens of a SQL case: the event sources of plugins that are known, by their ids. */
const EVENT_SOURCES = SOURCES.flatMap(({ brings }) => brings?.plugin ?? [])
  .map(({ id, eventSource }) => `when ${id} then ${quoted(eventSource)}`)
  .join(' ');

/** The records of logs among the events that a filter accepts. */
function logRows(filter: string): string {
  const ofLogs = filter === '' ? 'evt.type=pluginevent' : `(${filter}) and evt.type=pluginevent`;
  const values = `ts, num, cast(args->>'$.plugin_id' as bigint) as plugin_id, args->>'$.event_data.data' as text`;
  return `select ts, num, plugin_id, case plugin_id ${EVENT_SOURCES} end as source, text, try_cast(text as json) as record
    from (select ${values} from ${eventRows(ofLogs)})`;
}

/** All events that a filter accepts, as a table with columns as they are stored. */
export const eventRows = (filter: string): string => `scap('${ALL}', filter => ${quoted(filter)})`;

/** The statements that make the views; `filter` is that of the command line. */
export function viewStatements(filter: string): string[] {
  const rows = (more: string): string =>
    `select ${EVENT_COLUMNS} from scap('${ALL}', filter => ${quoted(filter)}${more})`;
  const views = { events: rows(''), calls: rows(', only_calls => true'), logs: logRows(filter), ...VIEWS };
  return Object.entries(views).map(([name, text]) => `create view ${name} as ${text}`);
}
