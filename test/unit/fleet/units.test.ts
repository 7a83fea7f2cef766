/** The units of systemd that docs/FLEET.md and docs/guide/fleet.md show. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { testIf } from '../../helpers/prerequisites.js';
import { makeScratch } from '../../helpers/scratch.js';
import { PROGRAM } from '../../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const UNITS = ['FLEET.md', 'guide/fleet.md'].flatMap((page) => {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```ini systemd (\S+)\n([\s\S]*?)```/g)].map(([, name = '', unit = '']) => [name, unit]);
});

test('there are three', () =>
  expect(UNITS.map(([name]) => name)).toEqual([
    'sysshark-ship.service',
    'sysshark-collect.service',
    'sysshark-collect.service',
  ]));

testIf(existsSync('/usr/bin/systemd-analyze'))('systemd finds no fault in them', () => {
  for (const [name = '', text = ''] of UNITS) {
    const path = scratch.path(name);
    // the program and the user of the page are not on this machine
    writeFileSync(path, text.replaceAll('/usr/bin/sysshark', PROGRAM).replace('User=sysshark', 'User=nobody'));
    expect(execFileSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  }
});
