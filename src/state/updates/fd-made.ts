// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { orElse } from '../../decode/param-index.js';
import { EVT } from '../../schema/events.js';
import type { FdType } from '../../schema/fd-types.js';
import type { Evt } from '../evt.js';
import { addFd, copyFd } from '../fd-changes.js';
import { FdInfo } from '../fd-info.js';
import type { SystemState } from '../system-state.js';
import type { Update, UpdateRows } from '../update.js';

/** Update of a call that returns a descriptor without a name. */
function makes(type: FdType, flagsParam = -1): Update {
  return (state, evt) => {
    const fd = evt.view.int64(0);
    if (evt.thread === null || !(fd >= 0)) return;
    const info = new FdInfo(type);
    if (flagsParam >= 0) info.openFlags = evt.view.uint16(flagsParam) || 0;
    addFd(state, evt, fd, info);
  };
}

const makeRing = makes('IOURING');

function updateRing(state: SystemState, evt: Evt): void {
  makeRing(state, evt);
  if (evt.thread !== null && evt.view.int64(0) >= 0) state.addRingMaker(evt.thread);
}

function updateMemfd(state: SystemState, evt: Evt): void {
  const fd = evt.view.int64(0);
  if (evt.thread === null || !(fd >= 0)) return;
  const info = new FdInfo('MEMFD');
  info.name = evt.view.has(1) ? evt.view.text(1) : '<NA>';
  info.openFlags = evt.view.uint32(2) || 0;
  addFd(state, evt, fd, info);
}

function updatePidfdOpen(state: SystemState, evt: Evt): void {
  const fd = evt.view.int64(0);
  if (evt.thread === null || !(fd >= 0)) return;
  const info = new FdInfo('PIDFD');
  info.pid = orElse(evt.view.int64(1), 0);
  info.name = `/proc/${info.pid}`;
  info.openFlags = evt.view.uint32(2) || 0;
  addFd(state, evt, fd, info);
}

function updatePidfdGetfd(state: SystemState, evt: Evt): void {
  const view = evt.view;
  const fd = view.int64(0);
  if (evt.thread === null || !(fd >= 0)) return;
  const process = evt.thread.findFd(view.int64(1));
  if (process === null) return;
  const target = state.table.find(process.pid)?.findFd(view.int64(2));
  if (target === undefined || target === null) return;
  copyFd(state, evt, fd, target);
}

function addPipeEnd(state: SystemState, evt: Evt, fdParam: number): void {
  const view = evt.view;
  const info = new FdInfo('FIFO');
  if (view.hasSize(3, 8)) {
    info.inoLo = view.view.getUint32(view.paramStart(3), true);
    info.inoHi = view.view.getUint32(view.paramStart(3) + 4, true);
  }
  if (view.type === EVT.PIPE2_X) info.openFlags = view.uint32(4) || 0;
  addFd(state, evt, view.int64(fdParam), info);
}

function updatePipe(state: SystemState, evt: Evt): void {
  if (evt.thread === null || !(evt.view.int64(0) >= 0)) return;
  addPipeEnd(state, evt, 1);
  addPipeEnd(state, evt, 2);
}

/** Makers of descriptors at which no path can begin. */
export const PATHLESS_FD_UPDATES: UpdateRows = {
  [EVT.EVENTFD_X]: makes('EVENT'),
  [EVT.EVENTFD2_X]: makes('EVENT', 1),
  [EVT.SIGNALFD_X]: makes('SIGNALFD'),
  [EVT.SIGNALFD4_X]: makes('SIGNALFD', 1),
  [EVT.TIMERFD_CREATE_X]: makes('TIMERFD'),
  [EVT.INOTIFY_INIT_X]: makes('INOTIFY'),
  [EVT.INOTIFY_INIT1_X]: makes('INOTIFY', 1),
  [EVT.EPOLL_CREATE_X]: makes('EVENTPOLL'),
  [EVT.EPOLL_CREATE1_X]: makes('EVENTPOLL'),
  [EVT.BPF_2_X]: makes('BPF'),
  [EVT.USERFAULTFD_X]: makes('USERFAULTFD'),
  [EVT.MEMFD_CREATE_X]: updateMemfd,
  [EVT.PIPE_X]: updatePipe,
  [EVT.PIPE2_X]: updatePipe,
};

/** Makers of descriptors. A pidfd leads to copies of those of its process. */
export const FD_MADE_UPDATES: UpdateRows = {
  ...PATHLESS_FD_UPDATES,
  [EVT.IO_URING_SETUP_X]: updateRing,
  [EVT.PIDFD_OPEN_X]: updatePidfdOpen,
  [EVT.PIDFD_GETFD_X]: updatePidfdGetfd,
};
