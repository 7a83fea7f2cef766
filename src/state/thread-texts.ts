import { EMPTY_LIST, type TextList } from '../decode/text-list.js';
import { HOST } from './container-id.js';
import type { TextPlace } from './held-texts.js';
import type { Thread } from './thread.js';

type Place = TextPlace<Thread>;
type Getter<Value> = (thread: Thread) => Value;
type Setter<Value> = (thread: Thread, value: Value) => void;

/** A text; `missing` stands for an unknown one, which is not charged. */
function text(get: Getter<string>, set: Setter<string>, missing = ''): Place {
  const read = (thread: Thread): string => {
    const now = get(thread);
    return now === missing ? '' : now;
  };
  return { read, share: set, leaveOut: (thread) => set(thread, missing) };
}

function list(get: Getter<TextList>, set: Setter<TextList>): Place {
  return {
    read: (thread) => get(thread).text,
    share: (thread, kept) => get(thread).share(kept),
    leaveOut: (thread) => set(thread, EMPTY_LIST),
  };
}

const UNKNOWN = '<NA>';

/**
 * The texts of a thread that are charged to the memory budget. They are compared at each event that changes a thread, so functions
 * read them: a member that a string names would be searched for.
 */
export const THREAD_TEXTS: readonly Place[] = [
  text(
    ({ comm }) => comm,
    (thread, comm) => {
      thread.comm = comm;
    },
    UNKNOWN,
  ),
  text(
    ({ exe }) => exe,
    (thread, exe) => {
      thread.exe = exe;
    },
    UNKNOWN,
  ),
  text(
    ({ exepath }) => exepath,
    (thread, exepath) => {
      thread.exepath = exepath;
    },
  ),
  text(
    ({ root }) => root,
    (thread, root) => {
      thread.root = root;
    },
  ),
  text(
    ({ cwd }) => cwd,
    (thread, cwd) => {
      thread.cwd = cwd;
    },
  ),
  list(
    ({ env }) => env,
    (thread, env) => {
      thread.env = env;
    },
  ),
  list(
    ({ cgroups }) => cgroups,
    (thread, cgroups) => {
      thread.cgroups = cgroups;
    },
  ),
  list(
    ({ args }) => args,
    (thread, args) => thread.setArgs(args),
  ),
  {
    read: ({ container }) => container.id,
    share: () => undefined,
    leaveOut: (thread) => {
      thread.container = HOST;
    },
  },
];
