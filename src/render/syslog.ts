import { decodeText } from '../bytes/text.js';
import { EF, isExitType } from '../schema/event.js';
import type { Evt } from '../state/evt.js';

const SOCKET = '/dev/log';
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const;
/** What messages have besides the bytes of a write. */
export const SYSLOG_WORDS: readonly string[] = ['syslog', 'sev', ...SEVERITIES, 'msg'];
const PRIORITY = /^<(\d{1,4})>/;

/** The last name checked, and whether it is that of the system log: most events reuse a descriptor. */
let knownName = '';
let isKnownSocket = false;

function isSocket(name: string): boolean {
  if (name !== knownName) {
    knownName = name;
    isKnownSocket = name.includes(SOCKET);
  }
  return isKnownSocket;
}

function findData(evt: Evt): number {
  const params = evt.view.def?.params ?? [];
  return params.findIndex((param) => param.name === 'data');
}

/** `syslog sev=… msg=…` for a successful write to the system log; null for any other event. */
export function findSyslogMessage(evt: Evt): string | null {
  const { view, fd } = evt;
  if (fd === null || !isExitType(view.type) || ((view.def?.flags ?? 0) & EF.WRITES_TO_FD) === 0) return null;
  if (!isSocket(fd.name) || !(view.int64(0) >= 0)) return null;
  const data = findData(evt);
  const length = view.paramLength(data);
  if (data < 0 || length === 0) return null;
  const start = view.paramStart(data);
  const text = decodeText(view.bytes, start, start + length);
  const match = PRIORITY.exec(text);
  if (match === null) return null;
  const severity = SEVERITIES[Number(match[1]) & 7] as string;
  return `syslog sev=${severity} msg=${text.slice(match[0].length)}`;
}
