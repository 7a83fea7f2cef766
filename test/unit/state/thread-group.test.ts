import { expect, test } from '@jest/globals';
import { Thread } from '../../../src/state/thread.js';
import { ThreadGroup } from '../../../src/state/thread-group.js';

const PID = 10;

function threadOf(tid: number): Thread {
  const thread = new Thread(tid);
  thread.pid = PID;
  return thread;
}

test('a group has no main thread while only other threads are known', () => {
  const group = new ThreadGroup<Thread>(PID);
  group.add(threadOf(11));
  expect(group.main).toBeNull();
});

test('the main thread comes first, whenever it is added', () => {
  const group = new ThreadGroup<Thread>(PID);
  for (const tid of [11, PID, 12]) group.add(threadOf(tid));
  expect(group.main?.tid).toBe(PID);
  expect(group.threads.map(({ tid }) => tid)).toEqual([PID, 11, 12]);
});

test('dead threads are members that do not count as alive', () => {
  const group = new ThreadGroup<Thread>(PID);
  const dead = threadOf(11);
  dead.isDead = true;
  const living = threadOf(12);
  group.add(dead);
  group.add(living);
  expect(group.alive).toBe(1);
  group.remove(dead);
  expect(group.alive).toBe(1);
  group.remove(living);
  expect([group.alive, group.threads.length]).toEqual([0, 0]);
});

test('removing a thread of another group changes nothing', () => {
  const group = new ThreadGroup<Thread>(PID);
  group.add(threadOf(11));
  group.remove(threadOf(12));
  expect([group.alive, group.threads.length]).toEqual([1, 1]);
});
