import { decodeText } from '../bytes/text.js';
import { findParam } from '../decode/param-index.js';
import { EF, isExitType } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import { type Extract, type FieldValue, fieldClass, plain, USUAL_DEMANDS } from './field.js';

const SOCKET = '/dev/log';
const PRIORITY = /^<(\d{1,4})>/;
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'clock',
  'authpriv',
  'ftp',
  'ntp',
  'logaudit',
  'logalert',
  'cron',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];

/** Whether the event writes to the socket of the system log. */
export function isSyslogWrite(evt: Evt): boolean {
  const { fd, view } = evt;
  return fd !== null && ((view.def?.flags ?? 0) & EF.WRITES_TO_FD) !== 0 && fd.name.includes(SOCKET);
}

/** A message to the system log, split into its parts (RFC 3164 §4.1.1). */
interface Message {
  readonly priority: number;
  readonly text: string;
}

function messageOf(evt: Evt): Message | null {
  const { view } = evt;
  const index = findParam(view.type, 'data');
  if (index < 0 || !isExitType(view.type) || !isSyslogWrite(evt) || view.paramLength(index) === 0) return null;
  const start = view.paramStart(index);
  const data = decodeText(view.bytes, start, start + view.paramLength(index));
  const found = PRIORITY.exec(data);
  return found === null ? null : { priority: Number(found[1]), text: data.slice(found[0].length) };
}

const ofMessage =
  (read: (message: Message) => FieldValue): Extract<Evt> =>
  (evt) => {
    const message = messageOf(evt);
    return message === null ? null : read(message);
  };

/** Whether an event is a message to the system log. */
export const EVT_SYSLOG_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.is_syslog',
      type: 'bool',
      display: 'Is Syslog',
      description: 'True for writes to the system log (/dev/log).',
      bind: plain(isSyslogWrite),
      ofKind: (kind) => ((kind.def.flags & EF.WRITES_TO_FD) === 0 ? false : undefined),
    },
  ],
  USUAL_DEMANDS,
);

/** The message of a write to the system log. */
export const SYSLOG_FIELDS = fieldClass(
  'syslog',
  [
    {
      name: 'syslog.facility.str',
      type: 'charbuf',
      cost: 10,
      display: 'Facility',
      description: 'Facility of the message: kern, user, mail, daemon, auth and so on.',
      bind: plain(ofMessage(({ priority }) => FACILITIES[priority >> 3] ?? null)),
      values: FACILITIES,
    },
    {
      name: 'syslog.facility',
      type: 'uint32',
      cost: 10,
      display: 'Facility Number',
      description: 'Number of the facility.',
      bind: plain(ofMessage(({ priority }) => priority >> 3)),
    },
    {
      name: 'syslog.severity.str',
      type: 'charbuf',
      cost: 10,
      display: 'Severity',
      description: 'Severity of the message: emerg, alert, crit, err, warn, notice, info, debug.',
      bind: plain(ofMessage(({ priority }) => SEVERITIES[priority & 7] ?? null)),
      values: SEVERITIES,
    },
    {
      name: 'syslog.severity',
      type: 'uint32',
      cost: 10,
      display: 'Severity Number',
      description: 'Number of the severity, 0 being the worst.',
      bind: plain(ofMessage(({ priority }) => priority & 7)),
    },
    {
      name: 'syslog.message',
      type: 'charbuf',
      cost: 10,
      display: 'Message',
      description: 'The message without its priority.',
      bind: plain(ofMessage(({ text }) => text)),
    },
  ],
  USUAL_DEMANDS,
);
