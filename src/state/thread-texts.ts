import { EMPTY_LIST } from '../decode/text-list.js';
import { HOST } from './container-id.js';
import type { TextPlace } from './held-texts.js';
import type { Thread } from './thread.js';

type Place = TextPlace<Thread>;

function text(member: 'comm' | 'exe' | 'exepath' | 'root' | 'cwd', missing: string): Place {
  const set = (thread: Thread, value: string): void => {
    thread[member] = value;
  };
  // the text for an unknown value is not charged
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

/** The texts of a thread that are charged to the memory budget. */
export const THREAD_TEXTS: readonly Place[] = [
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
