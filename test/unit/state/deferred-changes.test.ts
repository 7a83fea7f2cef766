import { describe, expect, test } from '@jest/globals';
import { FdInfo } from '../../../src/state/fd-info.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Thread } from '../../../src/state/thread.js';

const TID = 10;

function stateWithThread(): { state: SystemState; thread: Thread; info: FdInfo } {
  const state = new SystemState();
  const thread = new Thread(TID);
  thread.pid = TID;
  state.table.add(thread);
  const info = new FdInfo('FILE');
  thread.fds.set(3, info);
  return { state, thread, info };
}

describe('deferred changes', () => {
  test('close a descriptor when they are applied, not before', () => {
    const { state, thread, info } = stateWithThread();
    state.deferred.closeFd(thread, 3);
    expect(thread.findFd(3)).toBe(info);
    state.deferred.apply();
    expect(thread.findFd(3)).toBeNull();
  });

  test('remove a thread when they are applied, not before', () => {
    const { state, thread } = stateWithThread();
    state.deferred.removeThread(TID);
    expect(state.threads.get(TID)).toBe(thread);
    state.deferred.apply();
    expect(state.threads.get(TID)).toBeUndefined();
  });

  test('mark a descriptor as renamed until they are applied', () => {
    const { state, info } = stateWithThread();
    state.deferred.markRenamed(info);
    expect(info.isNameChanged).toBe(true);
    state.deferred.apply();
    expect(info.isNameChanged).toBe(false);
  });

  test('are applied once', () => {
    const { state, thread, info } = stateWithThread();
    state.deferred.closeFd(thread, 3);
    state.deferred.apply();
    thread.fds.set(3, info);
    state.deferred.apply();
    expect(thread.findFd(3)).toBe(info);
  });

  test('change nothing after clear', () => {
    const { state, thread, info } = stateWithThread();
    state.deferred.closeFd(thread, 3);
    state.deferred.removeThread(TID);
    state.deferred.clear();
    state.deferred.apply();
    expect([state.threads.get(TID), thread.findFd(3)]).toEqual([thread, info]);
  });
});
