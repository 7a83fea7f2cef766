import { difference64, WIDE_ZERO } from '../../bytes/int64.js';
import { findParam } from '../../decode/param-index.js';
import { eventName, isSyscall } from '../../fields/event-name.js';
import { latency } from '../../fields/evt-time.js';
import type { Extract } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { KeyTree } from '../../fields/key-tree.js';
import { resultOf } from '../../fields/result.js';
import { awaitedBy } from '../../fields/waiting.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { fieldAlone } from '../../output/format.js';
import { endingText, errorName } from '../../output/words/sentence.js';
import { isExitType } from '../../schema/event.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import type { Thread } from '../../state/thread.js';
import { Durations } from '../durations.js';
import { LATER } from '../later-errors.js';
import { normalComm, normalPath } from './normal-names.js';
import { kindOf, peerOf } from './peer.js';
import { type Thing, Things } from './things.js';

/** The events that a profile is made of. */
export const PROFILED = '(evt.dir=< and syscall.type exists) or evt.type in (procexit, drop)';

const { PROCEXIT_1_E, DROP_E } = EVT;
const EXECS: ReadonlySet<string> = new Set(['execve', 'execveat']);
/** Most pairs of a process and a call. */
const MAX_CALLS = 65_536;
const IS_FILE: ReadonlySet<string> = new Set(['file', 'directory']);

/** The calls of one name from processes of one name. */
export interface CallGroup {
  readonly process: string;
  readonly call: string;
  /** What it waits for on purpose; null for other calls. */
  readonly awaits: string | null;
  count: number;
  /** Of calls whose begin is in the capture. */
  readonly durations: Durations;
}

/** What was last noted of a descriptor. */
interface Noted {
  readonly name: string;
  readonly process: string;
  readonly thing: Thing | null;
}

/** What a run did: the programs, files and connections that it used, how it failed, and how long its calls took. */
export class Profile implements EventConsumer {
  readonly programs = new Things();
  readonly processes = new Things();
  readonly endings = new Things();
  readonly files = new Things();
  readonly connections = new Things();
  readonly errors = new Things();
  /** System calls that returned. */
  count = 0;
  /** Whether events were lost. */
  isLossy = false;
  private readonly tree: KeyTree<CallGroup, string>;
  private readonly path: Extract;
  private readonly comms = new Map<string, string>();
  private readonly noted = new WeakMap<FdInfo, Noted>();
  private firstTsHi = 0;
  private firstTsLo = WIDE_ZERO;
  private lastTsHi = 0;
  private lastTsLo = WIDE_ZERO;

  constructor(context: FieldContext) {
    this.path = fieldAlone('fs.path.name', context).extract;
    const processOf = ({ thread }: Evt): string | null => (thread === null ? null : this.commOf(thread));
    const make = ([process = '', call = '', awaits = '']: readonly string[]): CallGroup => ({
      process,
      call,
      awaits: awaits === '' ? null : awaits,
      count: 0,
      durations: new Durations(),
    });
    this.tree = new KeyTree([processOf, eventName, (evt) => awaitedBy(evt) ?? ''], make, MAX_CALLS);
  }

  /** The calls, by process and name. */
  get calls(): readonly CallGroup[] {
    return this.tree.values;
  }

  /** ns from the first to the last event. */
  get elapsed(): number {
    return difference64(this.lastTsHi, this.lastTsLo, this.firstTsHi, this.firstTsLo);
  }

  /** Whether something was left out because there was too much of it. */
  get isFull(): boolean {
    const { programs, processes, endings, files, connections, errors } = this;
    const all = [programs, processes, endings, files, connections, errors];
    return this.tree.others !== null || all.some((things) => things.isFull);
  }

  event(evt: Evt): boolean {
    const { thread, view } = evt;
    this.noteTime(evt);
    if (view.type === DROP_E) this.isLossy = true;
    if (thread === null) return true;
    if (view.type === PROCEXIT_1_E) this.noteEnd(evt, thread);
    else if (isExitType(view.type) && isSyscall(evt)) this.noteCall(evt, thread);
    return true;
  }

  private noteTime({ view: { tsHi, tsLo } }: Evt): void {
    if (this.firstTsHi === 0) {
      this.firstTsHi = tsHi;
      this.firstTsLo = tsLo;
    }
    this.lastTsHi = tsHi;
    this.lastTsLo = tsLo;
  }

  private noteEnd({ view }: Evt, thread: Thread): void {
    const status = view.int64(findParam(view.type, 'status'));
    if (!thread.isMain || status === 0 || Number.isNaN(status)) return;
    const process = this.commOf(thread);
    this.endings.of(process, process, endingText(status)).count++;
  }

  private noteCall(evt: Evt, thread: Thread): void {
    const group = this.tree.find(evt);
    if (group === null) return;
    this.count++;
    group.count++;
    const duration = latency(evt);
    if (duration > 0) group.durations.add(duration);
    this.processes.of(group.process, group.process).count++;
    const result = resultOf(evt);
    if (result < 0) this.noteError(evt, thread, group, errorName(result));
    else this.noteUse(evt, thread, group);
  }

  private noteError(evt: Evt, thread: Thread, { process, call, awaits }: CallGroup, error: string): void {
    if (LATER.has(error) || awaits !== null) return;
    this.errors.of(process, process, call, error, this.subjectOf(evt, thread)).count++;
  }

  /** What a call was about: its path, what its socket is connected to, or the kind of its descriptor. */
  private subjectOf(evt: Evt, thread: Thread): string {
    const [path] = this.pathsOf(evt);
    if (path !== undefined) return normalPath(path, thread);
    const { fd } = evt;
    if (fd === null) return '';
    if (IS_FILE.has(kindOf(fd))) return normalPath(fd.name, thread);
    return peerOf(fd) ?? kindOf(fd);
  }

  private noteUse(evt: Evt, thread: Thread, { process, call }: CallGroup): void {
    if (EXECS.has(call)) this.programs.of(process, normalPath(thread.exepath, thread)).count++;
    const paths = this.pathsOf(evt);
    for (const path of paths) this.files.of(process, normalPath(path, thread)).count++;
    if (paths.length === 0 && evt.fd !== null) this.noteDescriptor(evt.fd, thread, process);
  }

  /** The paths among the arguments of a call. */
  private pathsOf(evt: Evt): readonly string[] {
    const value = this.path(evt);
    if (Array.isArray(value)) return value as string[];
    return typeof value === 'string' ? [value] : [];
  }

  private noteDescriptor(fd: FdInfo, thread: Thread, process: string): void {
    let noted = this.noted.get(fd);
    if (noted?.name !== fd.name || noted.process !== process) {
      noted = { name: fd.name, process, thing: this.thingOf(fd, thread, process) };
      this.noted.set(fd, noted);
    }
    if (noted.thing !== null) noted.thing.count++;
  }

  private thingOf(fd: FdInfo, thread: Thread, process: string): Thing | null {
    if (IS_FILE.has(kindOf(fd))) return this.files.of(process, normalPath(fd.name, thread));
    const peer = peerOf(fd);
    return peer === null ? null : this.connections.of(process, process, peer);
  }

  private commOf({ comm }: Thread): string {
    const known = this.comms.get(comm);
    if (known !== undefined) return known;
    const normal = normalComm(comm);
    if (this.comms.size < MAX_CALLS) this.comms.set(comm, normal);
    return normal;
  }
}
