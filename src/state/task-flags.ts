import { CLONE_FLAGS } from '../schema/flags/process.js';

const named = (name: string): number => CLONE_FLAGS.entries.find((entry) => entry[0] === name)?.[1] ?? 0;

/** Bits of Thread.flags: the flags passed to clone, and flags that the reference adds (PPM_CL_*). */
export const TASK = {
  FILES: named('CLONE_FILES'),
  NEWPID: named('CLONE_NEWPID'),
  PARENT: named('CLONE_PARENT'),
  THREAD: named('CLONE_THREAD'),
  NEWUSER: named('CLONE_NEWUSER'),
  INVERTED: named('CLONE_INVERTED'),
  NAME_CHANGED: named('NAME_CHANGED'),
  ACTIVE: 1 << 19,
  PIPE_SRC: 1 << 21,
  PIPE_DST: 1 << 22,
  CHILD_IN_PIDNS: 1 << 29,
  IS_MAIN: 1 << 30,
} as const;
