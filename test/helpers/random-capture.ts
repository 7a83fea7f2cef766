import { EC, EF, type EventDef, type ParamDef } from '../../src/schema/event.js';
import {
  EVENTS,
  EVT,
  type EventCode,
  FIRST_CALL_TYPE,
  REFERENCE_EVENT_COUNT,
  STORED_EVENTS,
} from '../../src/schema/events.js';
import { looksOnly, THREAD_RULES } from '../../src/state/binding.js';
import { storedEvent } from './call-event.js';
import { EVENTS_THAT_CHANGE_MORE } from './differences.js';
import {
  ADDRESS_FAMILIES,
  type AddressFamily,
  type Dice,
  int,
  PLAIN_V6,
  sampleAddress,
  sampleParam,
  sampleTuple,
} from './event-samples.js';
import { accountRecord, containerRecord } from './random-records.js';
import { RandomTasks, TIDS_UP } from './random-tasks.js';
import type { EventParts } from './scap.js';

/** Events that the reference cannot read from a file, and those that create and end threads, which are generated separately. */
const LEFT_OUT =
  /^(PLUGINEVENT|ASYNCEVENT|CONTAINER|TRACER|K8S|MESOS|USER_|GROUP_|CLONE|FORK|VFORK|EXECVE|PROCEXIT|BPF_[EX])/;
/** Events that end threads. */
const ENDS = /^(PROCEXIT|EXECVE)/;
/** Calls that copy descriptors. Copying from one family of numbers to another would make sockets of two address families. */
const COPIES = /^(DUP|FCNTL|PIDFD_GETFD)/;
/** Calls that leave a descriptor without a type in the reference if they fail. */
const MADE_ANYWAY = /^(MEMFD_CREATE|PIDFD_OPEN)/;
const MAKES_SOCKET = /^(SOCKET|ACCEPT)/;

const isCall = ({ id }: EventDef): boolean => id >= FIRST_CALL_TYPE;

const isOfReference = (row: EventDef): boolean =>
  row.id < REFERENCE_EVENT_COUNT &&
  !EVENTS_THAT_CHANGE_MORE.has(row.name) &&
  !LEFT_OUT.test(row.code) &&
  (row.flags & EF.UNUSED) === 0 &&
  (row.category & EC.INTERNAL) === 0;

const isUsable = (row: EventDef): boolean => isCall(row) || isOfReference(row);

const ROWS = STORED_EVENTS.filter(isOfReference);
/** Rows of calls that have no event of their own. */
const CALL_ROWS = EVENTS.filter(isCall);
const CHANGING_CALL_ROWS = CALL_ROWS.filter(({ flags }) => (flags & EF.CHANGES_STATE) !== 0);

/** Numbers of parameters that older recorders wrote for some events. */
const OLD_COUNTS: Readonly<Partial<Record<EventCode, readonly number[]>>> = {
  OPEN_E: [0],
  OPEN_X: [4, 5],
  CREAT_E: [0],
  CREAT_X: [3, 4, 5],
  OPENAT_2_E: [0],
  OPENAT_2_X: [5, 6],
  OPENAT2_X: [6, 7],
  SOCKET_X: [1],
  BIND_X: [2],
  LISTEN_X: [1],
  CONNECT_X: [2],
  READ_X: [2],
  PREAD_X: [2],
};

/**
 * Descriptor numbers by address family. A number keeps its family: for a socket that changes it, the reference shows whatever
 * its memory holds.
 */
const NUMBERS: Readonly<Record<AddressFamily, readonly number[]>> = {
  none: [0, 1, 2, 8, 9, 13, 14, 15, 77],
  v4: [4, 5, 10, 20, 21],
  v6: [6, 11, 22, 23],
  unix: [7, 12, 24, 25],
};
const FAMILIES = ['v4', 'v6', 'unix'] as const;

const rowsOf = (...codes: readonly EventCode[]): readonly EventDef[] =>
  codes.map((code) => EVENTS[EVT[code]] as EventDef);
/** The fcntl command that copies a descriptor, as events have it. */
const F_DUPFD = 1;
/** Calls that make, change, use and close a descriptor. Uses are more likely. */
const CALLS_ON_FILE = rowsOf('OPENAT_2_X', 'FCNTL_X', 'CLOSE_X', 'CLOSE_X', 'READ_X', 'READ_X', 'READ_X', 'WRITE_X');
const CALLS_ON_SOCKET = rowsOf('SOCKET_X', 'CONNECT_X', 'CLOSE_X', 'READ_X', 'READ_X', 'WRITE_X', 'SENDTO_X');

/** Who makes a call, and with which descriptor. */
interface Call {
  readonly tid: number;
  readonly family: AddressFamily;
  readonly fd: number;
  /** Whether a descriptor that it makes has this number, too. */
  readonly makesFd: boolean;
}

/** What the parameters of a call have in common. */
interface CallParts extends Call {
  readonly index: number;
}

/** Writes random calls of random threads, and their creation, execs and ends. */
export class RandomCalls {
  readonly events: EventParts[] = [];
  private readonly dice: Dice;
  private readonly hasAnnexes: boolean;
  private readonly tasks: RandomTasks;
  /** Type of the last enter event of each thread. */
  private readonly lastEntered = new Map<number, number>();
  /** Threads with an event since a thread last ended: switches of others may be the last ones of ended threads (DIFFERENCES.md). */
  private readonly alive = new Set<number>();
  private ts = 1_700_000_000_000_000_000n;

  /** `hasAnnexes`: also calls without an event of their own, with arguments that the reference does not know. */
  constructor(dice: Dice, hasAnnexes = true) {
    this.dice = dice;
    this.hasAnnexes = hasAnnexes;
    this.tasks = new RandomTasks(dice, (parts) => this.push(parts));
  }

  /** Appends calls until there are `count` events. */
  fill(count: number): this {
    this.call(EVENTS[EVT.DUP_1_X] as EventDef);
    // later, the reference takes the last thread that it saw for their parent
    for (let i = this.dice.next(3); i > 0; i--) this.push(containerRecord(this.dice));
    while (this.events.length < count) this.step();
    return this;
  }

  /** Appends uses of single numbers until there are `count` events. */
  fillWithReuse(count: number): this {
    while (this.events.length < count) this.useOneNumber();
    return this;
  }

  private push(parts: EventParts): void {
    this.ts += BigInt(this.dice.next(5_000_000));
    this.events.push({ cpu: this.dice.next(4), ...parts, ts: this.ts });
    const tid = Number(parts.tid);
    if (ENDS.test(EVENTS[parts.type]?.code ?? '')) this.alive.clear();
    else this.alive.add(tid);
    // page faults and switches are no calls: the one before them stays the last one
    const begins = (parts.type & 1) === 0 && !looksOnly(THREAD_RULES[parts.type] as number);
    if (begins) this.lastEntered.set(tid, parts.type);
  }

  private step(): void {
    const kind = this.dice.next(40);
    if (kind < 2) this.tasks.create();
    else if (kind === 2) this.tasks.exec();
    else if (kind === 3) this.tasks.exit();
    else if (kind === 4) this.push(accountRecord(this.dice));
    else this.call(this.dice.pick(this.rowsFor(kind)));
  }

  private rowsFor(kind: number): readonly EventDef[] {
    if (!this.hasAnnexes || kind >= 14) return ROWS;
    return kind < 8 ? CHANGING_CALL_ROWS : CALL_ROWS;
  }

  /** One thread opens, uses and closes one number again and again. */
  private useOneNumber(): void {
    const { dice } = this;
    const family = dice.pick(['none', ...FAMILIES] as const);
    const call: Call = { tid: this.tasks.tid(), family, fd: dice.pick(NUMBERS[family]), makesFd: true };
    const rows = family === 'none' ? CALLS_ON_FILE : CALLS_ON_SOCKET;
    for (let i = 6 + dice.next(20); i > 0; i--) this.callOf(dice.pick(rows), call);
  }

  private call(row: EventDef): void {
    const family = this.familyOf(row);
    const tid = this.tasks.tid();
    this.callOf(row, { tid, family, fd: this.dice.pick(NUMBERS[family]), makesFd: false });
  }

  private callOf(row: EventDef, call: Call): void {
    const { tid } = call;
    if (row.id === EVT.SCHEDSWITCH_6_E && !this.alive.has(tid)) return;
    const [enter, exit] = [EVENTS[row.id & ~1], EVENTS[row.id | 1]];
    // old exits need the parameters of their enter events: without them the reference stops, or shows those of others
    const hasEnter = (row.flags & EF.OLD_VERSION) !== 0 || this.dice.next(10) !== 0;
    // after a call of the same kind, the reference takes the descriptor of that one
    const isSeen = this.lastEntered.get(tid) === (row.id & ~1);
    const values = new Map<string, Uint8Array>();
    for (const def of [enter, exit]) {
      if (def === undefined || !isUsable(def)) continue;
      if (!hasEnter && (def === enter || isSeen)) continue;
      if (hasEnter && def === exit && this.dice.next(12) === 0) continue;
      const params = def.params.map((param, index) => {
        // parameters of both events are equal
        const value = values.get(param.name + param.type) ?? this.param(def, param, { ...call, index });
        values.set(param.name + param.type, value);
        return value;
      });
      this.push({ ...storedEvent(def, params.slice(0, this.countOf(def, hasEnter))), tid: BigInt(tid) });
    }
  }

  private countOf(def: EventDef, hasEnter: boolean): number {
    const counts = OLD_COUNTS[def.code as EventCode];
    // the reference fills in parameters from the last enter event, and stops if that is one of another call
    const isSafe = hasEnter || (def.flags & EF.TMP_CONVERTER_MANAGED) === 0;
    return counts === undefined || !isSafe || this.dice.next(4) !== 0 ? def.params.length : this.dice.pick(counts);
  }

  private familyOf(row: EventDef): AddressFamily {
    const pair = [...(EVENTS[row.id & ~1]?.params ?? []), ...(EVENTS[row.id | 1]?.params ?? [])];
    const isSocket =
      MAKES_SOCKET.test(row.code) || pair.some(({ type }) => type === 'socktuple' || type === 'sockaddr');
    if (isSocket) return row.code.startsWith('SOCKETPAIR') ? 'unix' : this.dice.pick(FAMILIES);
    if (COPIES.test(row.code) || (row.flags & EF.CREATES_FD) !== 0) return 'none';
    return this.dice.pick(['none', ...FAMILIES] as const);
  }

  private param(def: EventDef, param: ParamDef, call: CallParts): Uint8Array {
    if (call.index === 0 && (def.id & 1) === 1) {
      const result = this.result(def, call);
      if (result !== null) return int(result, 8);
    }
    return this.address(param, call) ?? this.number(def, param, call) ?? sampleParam(param, this.dice);
  }

  /** Results that are not plain random numbers. */
  private result(def: EventDef, { family, fd, makesFd }: Call): number | null {
    const { dice } = this;
    if (makesFd && def.id === EVT.FCNTL_X) return fd;
    if (def.id === EVT.CONNECT_X) return dice.pick([0, -111, -115]);
    if ((def.flags & EF.CREATES_FD) === 0) return null;
    return !MADE_ANYWAY.test(def.code) && dice.next(4) === 0 ? -2 : makesFd ? fd : dice.pick(NUMBERS[family]);
  }

  private address(param: ParamDef, { family }: CallParts): Uint8Array | null {
    const { dice } = this;
    if (param.name === 'domain') return int(ADDRESS_FAMILIES[family], 4);
    const present = dice.next(6) === 0 ? 'none' : family;
    if (param.type === 'socktuple') return sampleTuple(dice, present, PLAIN_V6);
    return param.type === 'sockaddr' ? sampleAddress(dice, present, PLAIN_V6) : null;
  }

  private number(def: EventDef, param: ParamDef, { family, fd, makesFd }: CallParts): Uint8Array | null {
    const { dice } = this;
    if (makesFd && (def.id === EVT.FCNTL_E || def.id === EVT.FCNTL_X)) {
      if (param.name === 'cmd') return int(F_DUPFD, 1);
      if (param.name === 'fd') return int(dice.pick(NUMBERS[family]), 8);
    }
    if (param.type === 'fd' && (param.name.startsWith('fd') || def.id === EVT.SENDFILE_E))
      return int(param.name === 'fd' ? fd : dice.pick(NUMBERS[family]), 8);
    if (param.type === 'pid') return int(dice.pick([0, 1, TIDS_UP + 1000, TIDS_UP + 1001, TIDS_UP + 4242]), 8);
    if (param.name === 'dev' && param.type === 'uint32') return int(dice.next(2000), 4);
    return param.name.startsWith('pgft_') ? int(dice.next(1000), 8) : null;
  }
}
