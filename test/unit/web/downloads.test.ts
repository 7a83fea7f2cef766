import { expect, test } from '@jest/globals';
import { Downloads } from '../../../src/web/downloads.js';

test('a path works once', () => {
  const downloads = new Downloads<string>(() => 0);
  const path = downloads.offer('a');
  expect(path).toMatch(/^\/d\/[\w-]{43}$/);
  expect([downloads.isPath(path), downloads.isPath('/api/d')]).toEqual([true, false]);
  expect([downloads.take(path), downloads.take(path)]).toEqual(['a', null]);
});

test('a path works for a minute', () => {
  let now = 0;
  const downloads = new Downloads<string>(() => now);
  const [early, late] = [downloads.offer('early'), downloads.offer('late')];
  now = 60_000;
  expect(downloads.take(early)).toBe('early');
  now = 60_001;
  expect(downloads.take(late)).toBeNull();
});

test('the oldest of many is forgotten', () => {
  const downloads = new Downloads<number>(() => 0);
  const paths = Array.from({ length: 17 }, (_, i) => downloads.offer(i));
  expect(paths.map((path) => downloads.take(path))).toEqual([null, ...Array.from({ length: 16 }, (_, i) => i + 1)]);
});
