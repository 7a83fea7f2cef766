import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { EMPTY_LIST } from '../decode/text-list.js';
import { HOST } from './container-id.js';
import type { Thread } from './thread.js';

/** A text of a thread: where it is, what it becomes when an equal one is kept, and what stands where there is no room for it. */
interface Place {
  readonly read: (thread: Thread) => string;
  readonly share: (thread: Thread, kept: string) => void;
  readonly leaveOut: (thread: Thread) => void;
}

function text(member: 'comm' | 'exe' | 'exepath' | 'root' | 'cwd', missing: string): Place {
  const set = (thread: Thread, value: string): void => {
    thread[member] = value;
  };
  // what stands where nothing is known takes no room
  const read = (thread: Thread): string => (thread[member] === missing ? '' : thread[member]);
  return { read, share: set, leaveOut: (thread) => set(thread, missing) };
}

function list(member: 'env' | 'cgroups'): Place {
  return {
    read: (thread) => thread[member].text,
    share: (thread, kept) => thread[member].share(kept),
    leaveOut: (thread) => {
      thread[member] = EMPTY_LIST;
    },
  };
}

const PLACES: readonly Place[] = [
  text('comm', '<NA>'),
  text('exe', '<NA>'),
  text('exepath', ''),
  text('root', ''),
  text('cwd', ''),
  list('env'),
  list('cgroups'),
  {
    read: (thread) => thread.args.text,
    share: (thread, kept) => thread.args.share(kept),
    leaveOut: (thread) => thread.setArgs(EMPTY_LIST),
  },
  {
    read: (thread) => thread.container.id,
    share: () => undefined,
    leaveOut: (thread) => {
      thread.container = HOST;
    },
  },
];

/** The texts of a thread as they are counted. */
export class HeldTexts {
  private readonly budget: MemoryBudget;
  private lineBytes = 0;
  private readonly held: string[] = PLACES.map(() => '');

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /** Takes room for texts that are new and gives back that of those that are gone; a text that has none is left out. */
  settle(thread: Thread): void {
    for (let i = 0; i < PLACES.length; i++) {
      const place = PLACES[i] as Place;
      const now = place.read(thread);
      if (now !== this.held[i]) this.replace(i, thread, now);
    }
  }

  private replace(i: number, thread: Thread, now: string): void {
    const place = PLACES[i] as Place;
    this.give(i);
    const kept = this.budget.keep(now);
    if (kept === null) {
      place.leaveOut(thread);
      return;
    }
    this.held[i] = kept;
    if (kept !== '') place.share(thread, kept);
  }

  private give(i: number): void {
    this.budget.drop(this.held[i] as string);
    this.held[i] = '';
  }

  /** Takes room for the command line, which is put together when somebody asks; false where there is none. */
  holdLine(line: string): boolean {
    const bytes = HEAP_BYTES.STRING + line.length;
    if (!this.budget.take(bytes)) return false;
    this.lineBytes = bytes;
    return true;
  }

  /** Gives back the room of the command line. */
  giveLine(): void {
    this.budget.free(this.lineBytes);
    this.lineBytes = 0;
  }

  /** Gives everything back. */
  drop(): void {
    this.giveLine();
    for (let i = 0; i < PLACES.length; i++) this.give(i);
  }
}
