import { mkdirSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Everyday commands, each with the paths of its call. */
const COMMANDS = [
  ['mkdir -p q1/q2', 'mkdir', '/q1'],
  ['touch q1/q3', 'openat', '/q1/q3'],
  ['ln -s ../q4 q1/q5', 'symlinkat', '/q1/q5', '/q4'],
  ['ln q1/q3 q6', 'linkat', '/q6', '/q1/q3'],
  ['chmod 600 q6', 'fchmodat', '/q6'],
  ['mv q6 q7', 'renameat2', '/q6', '/q7'],
  ['rm q7', 'unlinkat', '/q7'],
  ['rm -r q1', 'unlinkat', '/q1/q5'],
] as const;

describeLive('file system calls of everyday commands', () => {
  const folder = scratch.path('here');
  mkdirSync(folder);
  const script = `cd ${folder}; ${COMMANDS.map(([command]) => command).join('; ')}`;
  const found = async (filter: string): Promise<string[]> => {
    const format = '*%evt.type %fs.path.name %fs.path.target';
    return (await sysshark(['-p', format, filter, '--', 'sh', '-c', script])).stdout.split('\n');
  };

  test('are found by their relative paths', async () => {
    const lines = await found(`fs.path.name startswith ${folder}/q`);
    for (const [, call, path, target] of COMMANDS)
      expect(lines).toContain(`${call} ${folder}${path} ${target === undefined ? '<NA>' : folder + target}`);
  });

  test('are found by either path', async () => {
    const lines = await found(`fs.path.name = ${folder}/q7 and evt.type startswith rename`);
    expect(lines.filter((line) => line !== '')).toEqual([`renameat2 ${folder}/q6 ${folder}/q7`]);
  });
});
