import { EC, EF, isExitType } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { isFileIo, isNetIo } from './category.js';
import { BUFFER_LENGTH, bufferLength } from './evt.js';
import { type Extract, fieldClass, plain, USUAL_DEMANDS } from './field.js';
import { hasResult, resultOf } from './result.js';

const categoryBits = (evt: Evt): number => (evt.view.def?.category ?? 0) & (EC.INTERNAL - 1);
const flags = (evt: Evt): number => evt.view.def?.flags ?? 0;

/** 1 for a failed call, 0 for a successful one, null if there is no result. */
function errorCount(evt: Evt): number | null {
  const result = resultOf(evt);
  return Number.isNaN(result) ? null : Number(result < 0);
}

/** What a call operates on, for counting its failures. */
type ErrorKind = 'file' | 'net' | 'memory' | 'other';

const FILE_TYPES: ReadonlySet<string> = new Set(['FILE', 'FILE_V2', 'DIRECTORY']);
const NET_TYPES: ReadonlySet<string> = new Set([
  'IPV4_SOCK',
  'IPV6_SOCK',
  'IPV4_SERVSOCK',
  'IPV6_SERVSOCK',
  'UNIX_SOCK',
]);
const OPENS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']);
const CONNECTS: ReadonlySet<string> = new Set(['accept', 'accept4', 'connect', 'bind']);

function errorKind(evt: Evt): ErrorKind {
  if (categoryBits(evt) === EC.MEMORY) return 'memory';
  if (evt.fd !== null && FILE_TYPES.has(evt.fd.type)) return 'file';
  if (evt.fd !== null && NET_TYPES.has(evt.fd.type)) return 'net';
  const name = evt.view.def?.name ?? '';
  if (OPENS.has(name)) return 'file';
  return CONNECTS.has(name) ? 'net' : 'other';
}

const errorsOf =
  (kind: ErrorKind): Extract<Evt> =>
  (evt) => {
    const count = errorCount(evt);
    return count === null || errorKind(evt) !== kind ? null : count;
  };

const lengthIf =
  (isCounted: (evt: Evt) => boolean): Extract<Evt> =>
  (evt) =>
    isCounted(evt) ? bufferLength(evt) : null;

const isRead = (evt: Evt): boolean => (flags(evt) & EF.READS_FROM_FD) !== 0;
const isWrite = (evt: Evt): boolean => (flags(evt) & EF.WRITES_TO_FD) !== 0 || categoryBits(evt) === EC.IO_WRITE;

const length = (name: string, display: string, isCounted: (evt: Evt) => boolean) => ({
  name,
  type: 'uint64' as const,
  isTableOnly: true as const,
  display,
  description: `${display}: evt.buflen of these events only.`,
  bind: plain(lengthIf(isCounted)),
  ofColumns: { ...BUFFER_LENGTH, applies: (evt: Evt) => isCounted(evt) && BUFFER_LENGTH.applies(evt) },
});

const errors = (kind: ErrorKind, description: string) => ({
  name: `evt.count.error.${kind}`,
  type: 'uint32' as const,
  display: `Errors (${kind})`,
  description,
  bind: plain(errorsOf(kind)),
});

/** Fields to be summed. */
export const EVT_COUNT_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.count',
      type: 'uint32',
      display: 'Count',
      description: '1 for every event, for summing.',
      bind: plain(() => 1),
      ofColumns: { applies: () => true, value: () => 1 },
    },
    {
      name: 'evt.count.error',
      type: 'uint32',
      display: 'Errors',
      description: '1 for calls that failed, 0 for those that did not; only on exits.',
      bind: plain(errorCount),
      ofColumns: { applies: hasResult, value: (result) => (Number.isNaN(result) ? null : Number(result < 0)) },
    },
    errors('file', 'The same for calls on files.'),
    errors('net', 'The same for calls on sockets.'),
    errors('memory', 'The same for calls about memory.'),
    errors('other', 'The same for all other calls.'),
    {
      name: 'evt.count.exit',
      type: 'uint32',
      display: 'Exits',
      description: '1 for exit events; absent on enter events.',
      bind: plain((evt) => (isExitType(evt.view.type) ? 1 : null)),
      ofKind: (kind) => (isExitType(kind.def.id) ? 1 : null),
    },
    {
      name: 'evt.count.procinfo',
      type: 'uint32',
      isTableOnly: true,
      display: 'Process Samples',
      description: '1 for samples of CPU use of main threads, else 0.',
      bind: plain((evt) => Number(evt.view.type === EVT.PROCINFO_E && evt.thread?.isMain === true)),
    },
    {
      name: 'evt.count.threadinfo',
      type: 'uint32',
      isTableOnly: true,
      display: 'Thread Samples',
      description: '1 for samples of CPU use, else 0.',
      bind: plain((evt) => Number(evt.view.type === EVT.PROCINFO_E)),
    },
    length('evt.buflen.in', 'Bytes read', isRead),
    length('evt.buflen.out', 'Bytes written', isWrite),
    length('evt.buflen.file', 'Bytes moved from and to files', isFileIo),
    length('evt.buflen.file.in', 'Bytes read from files', (evt) => isRead(evt) && isFileIo(evt)),
    length('evt.buflen.file.out', 'Bytes written to files', (evt) => isWrite(evt) && isFileIo(evt)),
    length('evt.buflen.net', 'Bytes moved from and to IP sockets', isNetIo),
    length('evt.buflen.net.in', 'Bytes received', (evt) => isRead(evt) && isNetIo(evt)),
    length('evt.buflen.net.out', 'Bytes sent', (evt) => isWrite(evt) && isNetIo(evt)),
  ],
  USUAL_DEMANDS,
);
