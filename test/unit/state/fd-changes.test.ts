import { describe, expect, test } from '@jest/globals';
import { Evt } from '../../../src/state/evt.js';
import { addFd, bindFd, copyFd, renameFd } from '../../../src/state/fd-changes.js';
import { FdInfo } from '../../../src/state/fd-info.js';
import { SystemState } from '../../../src/state/system-state.js';
import { TASK } from '../../../src/state/task-flags.js';
import { Thread } from '../../../src/state/thread.js';

function named(name: string): FdInfo {
  const info = new FdInfo('FILE');
  info.name = name;
  return info;
}

function evtOf(thread: Thread): Evt {
  const evt = new Evt(new SystemState());
  evt.thread = thread;
  return evt;
}

describe('a descriptor that an event makes', () => {
  test('becomes the descriptor of the event, and counts as renamed if it has a name', () => {
    const thread = new Thread(10);
    const evt = evtOf(thread);
    const info = named('/a');
    addFd(evt.state, evt, 3, info);
    expect([evt.fd, thread.lastFd, thread.findFd(3), info.isNameChanged]).toEqual([info, 3, info, true]);
    const nameless = named('');
    addFd(evt.state, evt, 4, nameless);
    expect(nameless.isNameChanged).toBe(false);
  });

  test('is not kept if the process that owns it is unknown', () => {
    const thread = new Thread(10);
    thread.flags = TASK.FILES;
    const evt = evtOf(thread);
    addFd(evt.state, evt, 3, named('/a'));
    expect([evt.fd, thread.lastFd]).toEqual([null, -1]);
  });

  test('is not kept without a number', () => {
    const evt = evtOf(new Thread(10));
    addFd(evt.state, evt, Number.NaN, named('/a'));
    expect(evt.fd).toBeNull();
  });
});

test('a copy does not count as renamed, and is independent of its source', () => {
  const thread = new Thread(10);
  const evt = evtOf(thread);
  const source = named('/a');
  const copy = copyFd(evt.state, evt, 4, source);
  renameFd(evt.state, source, '/b');
  expect([thread.findFd(4), copy.name, copy.isNameChanged]).toEqual([copy, '/a', false]);
});

test('only a different name counts as renamed', () => {
  const { state } = evtOf(new Thread(10));
  const info = named('/a');
  renameFd(state, info, '/a');
  expect(info.isNameChanged).toBe(false);
  renameFd(state, info, '/b');
  expect([info.name, info.isNameChanged]).toEqual(['/b', true]);
});

test('an event is bound to an open descriptor, or to the number alone', () => {
  const thread = new Thread(10);
  const evt = evtOf(thread);
  const info = named('/a');
  thread.fds.set(3, info);
  bindFd(evt, thread, 3);
  expect([evt.fd, thread.lastFd]).toEqual([info, 3]);
  bindFd(evt, thread, 4);
  expect([evt.fd, thread.lastFd]).toEqual([null, 4]);
});
