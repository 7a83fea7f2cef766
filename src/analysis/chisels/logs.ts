import type { Ast } from '../../filter/ast.js';
import { allOf, anyOf, condition } from '../../filter/compose.js';
import type { Tone } from '../../output/color.js';
import type { LineRow } from '../line-chisel.js';

/** Long enough for most log lines. */
const SNAPLEN = 1000;
const ALARMS = /\b(?:err(?:or)?s?|crit(?:ical)?|alert|emerg|fatal|panic|fail(?:ed|ure)?)\b/i;
const WARNINGS = /\bwarn(?:ing)?s?\b/i;

function toneOfText(text: string): Tone | null {
  if (ALARMS.test(text)) return 'error';
  return WARNINGS.test(text) ? 'warning' : null;
}

/** Names of log files: by folder, by extension, or with what rotation appends. */
const LOG_NAMES = [
  'fd.directory contains /log',
  'fd.filename endswith .log',
  'fd.filename endswith _log',
  'fd.filename contains .log.',
];

const LOGS = {
  category: 'Logs',
  toneOf: (_, text) => toneOfText(text),
  snaplen: SNAPLEN,
} as const satisfies Partial<LineRow>;

/** Commands of memcached's text protocol that name keys. */
const COMMANDS = 'get gets gat gats set add replace append prepend cas delete incr decr touch'.split(' ');
const isCommand = (command: string): Ast => condition('evt.buffer', 'startswith', [`${command} `]);

/** Lines that are written to logs. */
export const LOG_LINES: readonly LineRow[] = [
  {
    ...LOGS,
    name: 'spy_logs',
    summary: 'lines that are written to log files',
    description: 'Prints what processes write to files with names of logs, each line with process and file.',
    filter: () => allOf('evt.is_io_write=true and fd.type=file', anyOf(...LOG_NAMES)),
    format: '*%proc.name %fd.name',
    data: 'beside',
    fields: ['evt.rawtime', 'proc.name', 'proc.pid', 'fd.name', 'evt.buffer'],
  },
  {
    ...LOGS,
    name: 'spy_syslog',
    summary: 'messages to the system log',
    description: 'Prints what processes write to the system log: process, facility and severity, message.',
    filter: 'evt.is_syslog=true',
    format: '%proc.name[%proc.pid] %syslog.facility.str.%syslog.severity.str %syslog.message',
    data: 'none',
    fields: ['evt.rawtime', 'proc.name', 'proc.pid', 'syslog.facility.str', 'syslog.severity.str', 'syslog.message'],
  },
  {
    ...LOGS,
    name: 'memcachelog',
    summary: 'commands that memcached receives',
    description:
      'Prints the commands of the text protocol that memcached reads (port 11211): time, client and server, command.',
    filter: () => allOf('fd.sport=11211 and evt.is_io_read=true', anyOf('evt.dir=>', ...COMMANDS.map(isCommand))),
    format: '%evt.time %fd.name %evt.buffer',
    data: 'none',
    fields: ['evt.rawtime', 'proc.name', 'proc.pid', 'fd.name', 'evt.buffer'],
  },
];
