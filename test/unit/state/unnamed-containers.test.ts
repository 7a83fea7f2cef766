import { expect, test } from '@jest/globals';
import { UnnamedContainers } from '../../../src/state/unnamed-containers.js';

const unnamed = (id: string) => ({ id, engine: null, isNamed: false });

test('gives each id once', () => {
  const containers = new UnnamedContainers();
  for (const id of ['a', 'b', 'a']) containers.note(unnamed(id));
  expect(containers.take()).toEqual(['a', 'b']);
  containers.note(unnamed('a'));
  expect(containers.take()).toEqual([]);
});

test('leaves out containers with a name and ids that no engine uses', () => {
  const containers = new UnnamedContainers();
  containers.note({ id: 'named', engine: null, isNamed: true });
  containers.note(unnamed('x'.repeat(256)));
  containers.note(unnamed('y'.repeat(255)));
  expect(containers.take()).toEqual(['y'.repeat(255)]);
});

test('looks up the oldest id again after ten thousand others', () => {
  const containers = new UnnamedContainers();
  for (let i = 0; i <= 10_000; i++) containers.note(unnamed(`${i}`));
  expect(containers.take()).toHaveLength(10_000);
  containers.note(unnamed('0'));
  containers.note(unnamed('10000'));
  expect(containers.take()).toEqual(['0']);
});
