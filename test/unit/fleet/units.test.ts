/** The units of systemd that docs/FLEET.md shows. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { testIf } from '../../helpers/prerequisites.js';
import { makeScratch } from '../../helpers/scratch.js';
import { PROGRAM } from '../../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const PAGE = readFileSync(new URL('../../../docs/FLEET.md', import.meta.url), 'utf8');
const UNITS = [...PAGE.matchAll(/```ini systemd (\S+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => [
  name,
  text,
]);

test('there are two', () =>
  expect(UNITS.map(([name]) => name)).toEqual(['sysshark-ship.service', 'sysshark-collect.service']));

testIf(existsSync('/usr/bin/systemd-analyze'))('systemd finds no fault in them', () => {
  for (const [name = '', text = ''] of UNITS) {
    const path = scratch.path(name);
    // the program and the user of the page are not on this machine
    writeFileSync(path, text.replaceAll('/usr/bin/sysshark', PROGRAM).replace('User=sysshark', 'User=nobody'));
    expect(execFileSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  }
});
