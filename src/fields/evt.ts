import { exactUint64 } from '../decode/exact-int64.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { EC, EF, type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT, storedType } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { CATEGORIES, categoryBy, categoryOf, fixedCategory, isIoCategory } from './category.js';
import { type EventKind, isGenericType, kindName } from './event-kind.js';
import { asyncName, eventName, isSyscall } from './event-name.js';
import { type ColumnValue, FieldArgError, type FieldDef, fieldClass, plain, USUAL_DEMANDS } from './field.js';
import { checkCallName, checkDirection, checkEventName, checkResult } from './known-values.js';
import { hasResult, resultOf, returnsId } from './result.js';
import { AWAITED, awaitedBy, awaitedByKind } from './waiting.js';

const hasFlag = (def: EventDef | undefined, flag: number): boolean => ((def?.flags ?? 0) & flag) !== 0;

/** A boolean field that is a flag of the event row. */
function flagField(name: string, flag: number, texts: Pick<FieldDef, 'display' | 'description'>) {
  return {
    name,
    type: 'bool' as const,
    ...texts,
    bind: plain((evt) => hasFlag(evt.view.def, flag)),
    ofKind: (kind: EventKind) => hasFlag(kind.def, flag),
  };
}

/** Value of a field that only exit events with a result have: those of system calls, but not generic ones. */
const exitOnly = ({ def }: EventKind): null | undefined =>
  isExitType(def.id) && (def.category & EC.SYSCALL) !== 0 && def.params.length > 0 && !isGenericType(def.id)
    ? undefined
    : null;

function ioDirection(def: EventDef | undefined): string | null {
  if (hasFlag(def, EF.WRITES_TO_FD)) return 'write';
  return hasFlag(def, EF.READS_FROM_FD) ? 'read' : null;
}

/** Event types that evt.type.is matches for a name: the first row of that name, enter and exit. */
function typesOf(arg: string | null): readonly number[] {
  if (arg !== null && /^\d+$/.test(arg)) return EVENTS.flatMap(({ id }) => (storedType(id) === Number(arg) ? id : []));
  const first = EVENTS.find((def) => def.name === arg);
  if (first === undefined) throw new FieldArgError(`there is no event type '${arg}'`);
  return [first.id & ~1, first.id | 1];
}

/** What evt.res says of a result. */
type ResultText = (result: number) => string | null;

const ofError: ResultText = (result) =>
  Number.isNaN(result) ? null : result >= 0 ? 'SUCCESS' : (ERRNO_NAMES[-result] ?? String(result));
/** Calls that return an id of a user or a group cannot fail: -1 is none. */
const ofId: ResultText = (result) => (result === -1 ? '<NONE>' : ofError(result));
const resultTextOf = (type: number): ResultText => (returnsId(type) ? ofId : ofError);

/** Calls on a descriptor whose result is a number of requests. */
const isRingCall = ({ view: { type } }: Evt): boolean =>
  type === EVT.IO_URING_ENTER_X || type === EVT.IO_URING_REGISTER_X;

const movesBytes = (evt: Evt): boolean => evt.fd !== null && isIoCategory(evt.view.def) && !isRingCall(evt);

/** bufferLength, for rows. */
export const BUFFER_LENGTH: ColumnValue = {
  readsFd: true,
  applies: (evt) => movesBytes(evt) && hasResult(evt),
  value: (result) => (result >= 0 ? result : null),
};

/** Result of a call on a known descriptor: for reads and writes the number of bytes moved. */
export function bufferLength(evt: Evt): number | null {
  if (!movesBytes(evt)) return null;
  const result = resultOf(evt);
  return result >= 0 ? result : null;
}

const isMeta = (def: EventDef | undefined): boolean => ((def?.category ?? 0) & EC.METAEVENT) !== 0;

function asyncType(evt: Evt): string | null {
  if (!isMeta(evt.view.def)) return null;
  return evt.view.type === EVT.ASYNCEVENT_E ? asyncName(evt) : (evt.view.def?.name ?? null);
}

/** Type, result and origin of events. */
export const EVT_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.num',
      type: 'uint64',
      isOfAnySource: true,
      display: 'Number',
      description: 'Number of the event, from 1; events that a filter rejects are counted, too.',
      bind: plain((evt) => evt.num),
    },
    {
      name: 'evt.dir',
      type: 'charbuf',
      display: 'Direction',
      description: 'Direction: ">" for enter events, "<" for exit events.',
      bind: plain((evt) => (isExitType(evt.view.type) ? '<' : '>')),
      ofKind: (kind) => (isExitType(kind.def.id) ? '<' : '>'),
      checkLiteral: checkDirection,
    },
    {
      name: 'evt.type',
      // Wireshark's and Stratoshark's
      aliases: ['sysdig.event_name'],
      type: 'charbuf',
      display: 'Type',
      description: 'Name of the event, which for system calls is the name of the call.',
      bind: plain(eventName),
      ofKind: kindName,
      checkLiteral: checkEventName,
    },
    {
      name: 'evt.type.is',
      type: 'uint32',
      arg: 'required',
      display: 'Type Is',
      description: 'evt.type.is.NAME or evt.type.is.NUMBER: 1 for events of that type, 0 for all others.',
      bind: (arg) => {
        const types = typesOf(arg);
        return (evt) => (types.includes(evt.view.type) ? 1 : 0);
      },
      ofKind: (kind, arg) => (typesOf(arg).includes(kind.def.id) ? 1 : 0),
    },
    {
      name: 'syscall.type',
      type: 'charbuf',
      display: 'Syscall Type',
      description: 'Name of the system call; absent for other events, such as switches and signals.',
      bind: plain((evt) => (isSyscall(evt) ? eventName(evt) : null)),
      ofKind: (kind) => ((kind.def.category & EC.SYSCALL) === 0 ? null : kindName(kind)),
      checkLiteral: checkCallName,
    },
    {
      name: 'evt.category',
      type: 'charbuf',
      display: 'Category',
      description:
        'Category of the event: file, net, IPC, memory, process, sleep, system, signal, user, time, processing, wait, scheduler, other; for reads and writes file, net, ipc or unknown, depending on the descriptor.',
      bind: plain(categoryOf),
      ofKind: (kind) => fixedCategory(kind.def),
      ofFdType: categoryBy,
      values: CATEGORIES,
    },
    {
      name: 'evt.cpu',
      type: 'int16',
      isOfThread: true,
      display: 'CPU',
      description: 'Number of the CPU on which the event happened.',
      bind: plain((evt) => evt.view.cpu),
    },
    {
      name: 'evt.res',
      type: 'charbuf',
      display: 'Result',
      description: 'Result of the call: SUCCESS, or the name of the error such as ENOENT.',
      bind: plain((evt) => resultTextOf(evt.view.type)(resultOf(evt))),
      ofColumns: { applies: hasResult, value: ofError, valueOfType: resultTextOf },
      ofKind: exitOnly,
      checkLiteral: checkResult,
    },
    {
      name: 'evt.rawres',
      type: 'int64',
      display: 'Raw Result',
      description: 'Return value of the call as a number; errors are negative.',
      bind: plain((evt) => {
        const result = resultOf(evt);
        if (Number.isSafeInteger(result)) return result;
        return Number.isNaN(result) ? null : BigInt.asIntN(64, exactUint64(evt.view, 0));
      }),
      ofColumns: { applies: hasResult, value: (result) => (Number.isNaN(result) ? null : result) },
      ofKind: exitOnly,
    },
    {
      name: 'evt.failed',
      type: 'bool',
      display: 'Failed',
      description: 'True for calls that returned an error, false for those that did not; only on exits.',
      bind: plain((evt) => {
        const result = resultOf(evt);
        return Number.isNaN(result) ? null : result < 0;
      }),
      ofColumns: { applies: hasResult, value: (result) => (Number.isNaN(result) ? null : result < 0) },
      ofKind: exitOnly,
    },
    flagField('evt.is_io', EF.READS_FROM_FD | EF.WRITES_TO_FD, {
      display: 'Is I/O',
      description: 'True for calls that read from or write to a descriptor, such as read and send.',
    }),
    flagField('evt.is_io_read', EF.READS_FROM_FD, {
      display: 'Is Read',
      description: 'True for calls that read from a descriptor, such as read and recv.',
    }),
    flagField('evt.is_io_write', EF.WRITES_TO_FD, {
      display: 'Is Write',
      description: 'True for calls that write to a descriptor, such as write and send.',
    }),
    {
      name: 'evt.io_dir',
      type: 'charbuf',
      display: 'I/O Direction',
      description: 'read or write; absent for calls that do neither.',
      bind: plain((evt) => ioDirection(evt.view.def)),
      ofKind: (kind) => ioDirection(kind.def),
      values: ['read', 'write'],
    },
    flagField('evt.is_wait', EF.WAITS, {
      display: 'Is Wait',
      description: 'True for nanosleep, poll, ppoll, select and epoll_wait; evt.waits_for knows more calls.',
    }),
    {
      name: 'evt.waits_for',
      type: 'charbuf',
      display: 'Waits For',
      description:
        'What a call waits for on purpose: time, events, lock, connection, child, signal or message; absent for other calls.',
      bind: plain(awaitedBy),
      ofKind: awaitedByKind,
      values: AWAITED,
    },
    {
      name: 'evt.buflen',
      type: 'uint64',
      display: 'Buffer Length',
      description: 'Bytes that a read or write moved; only on exits with a known descriptor.',
      bind: plain(bufferLength),
      ofColumns: BUFFER_LENGTH,
      ofKind: (kind) => (isIoCategory(kind.def) ? exitOnly(kind) : null),
    },
    {
      name: 'evt.is_async',
      type: 'bool',
      isOfAnySource: true,
      display: 'Is Async',
      description: 'True for events that no thread caused, such as the start of a container.',
      bind: plain((evt) => isMeta(evt.view.def)),
      ofKind: (kind) => isMeta(kind.def),
    },
    {
      name: 'evt.asynctype',
      type: 'charbuf',
      isOfAnySource: true,
      display: 'Async Type',
      description: 'Name of an event that no thread caused; absent for all others.',
      bind: plain(asyncType),
      ofKind: (kind) => (isMeta(kind.def) ? undefined : null),
    },
  ],
  USUAL_DEMANDS,
);
