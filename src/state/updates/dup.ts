// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import { COPYING_COMMANDS, FILE_FLAGS } from '../../schema/flags/file.js';
import type { Evt } from '../evt.js';
import { copyFd } from '../fd-changes.js';
import type { SystemState } from '../system-state.js';
import { TASK } from '../task-flags.js';
import type { UpdateRows } from '../update.js';

const O_CLOEXEC = FILE_FLAGS.entries.find((entry) => entry[0] === 'O_CLOEXEC')?.[1] ?? 0;
const [F_DUPFD, F_DUPFD_CLOEXEC] = COPYING_COMMANDS;
const STDIN = 0;
const STDOUT = 1;

function updateDup(state: SystemState, evt: Evt): void {
  const view = evt.view;
  const thread = evt.thread;
  const fd = view.int64(0);
  if (thread === null || !(fd >= 0)) return;
  if (fd === STDIN) thread.flags |= TASK.PIPE_DST;
  else if (fd === STDOUT) thread.flags |= TASK.PIPE_SRC;
  const source = evt.fd;
  if (source === null) return;
  const info = copyFd(state, evt, fd, source);
  if (view.type !== EVT.DUP3_X) return;
  const flags = view.uint32(3);
  info.openFlags = (flags & O_CLOEXEC) !== 0 ? info.openFlags | O_CLOEXEC : info.openFlags & ~O_CLOEXEC;
}

/** Whether an fcntl command copies the descriptor. */
export function isDupCommand(cmd: number): boolean {
  return cmd === F_DUPFD || cmd === F_DUPFD_CLOEXEC;
}

function updateFcntlEnter(state: SystemState, evt: Evt): void {
  if (evt.thread !== null && isDupCommand(evt.view.uint8(1))) state.memory.keepEnter(evt.thread, evt.view);
}

function updateFcntlExit(state: SystemState, evt: Evt): void {
  const thread = evt.thread;
  const fd = evt.view.int64(0);
  if (thread === null || evt.enter === null || !(fd >= 0)) return;
  if (evt.fd === null || !isDupCommand(evt.enter.uint8(1))) return;
  copyFd(state, evt, fd, evt.fd);
}

export const DUP_UPDATES: UpdateRows = {
  [EVT.DUP_X]: updateDup,
  [EVT.DUP_1_X]: updateDup,
  [EVT.DUP2_X]: updateDup,
  [EVT.DUP3_X]: updateDup,
  [EVT.FCNTL_E]: updateFcntlEnter,
  [EVT.FCNTL_X]: updateFcntlExit,
};
