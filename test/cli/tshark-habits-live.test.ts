import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { limit } from '../helpers/patience.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

describeLive('options of tshark', () => {
  test('-o keeps events apart from the output of the command', async () => {
    const file = scratch.path('command.txt');
    const { stdout, exitCode } = await sysshark(['-o', file, '--', 'echo', 'hello']);
    expect({ stdout, exitCode }).toEqual({ stdout: 'hello', exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^1 .* echo \(\d+\) < execve res=0 exe=echo args=hello\.? /);
  });

  test('-a duration:N ends a capture', async () => {
    const { stdout, exitCode } = await sysshark(['-a', 'duration:1', 'proc.name=no-such-program']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  });

  test('-T json is whole if the capture is interrupted', async () => {
    const { stdout } = await shell(`timeout -s INT ${limit(2)} $S -T json proc.name=no-such-program`);
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
