import { expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { limit } from '../helpers/patience.js';
import { shell } from '../helpers/sysshark.js';

describeLive('options of sysdig for live captures', () => {
  test('-D captures this program itself, which is left out otherwise', async () => {
    const own = (option: string) =>
      shell(`timeout -s INT ${limit(3)} sh -c 'echo $$; exec $S ${option} -n 1 -p %proc.pid proc.pid=$$'`);
    const [pid, ...others] = (await own('-D')).stdout.split('\n');
    expect(others).toEqual([pid]);
    expect((await own('')).stdout).toMatch(/^\d+$/);
  });

  test('--large-environment reads environments beyond their first 4 KiB', async () => {
    const found = async (option: string) => {
      const start = `env -i LONG=$(head -c 9000 /dev/zero | tr '\\0' x) LAST=found sh -c 'while /bin/sleep 0.1; do :; done' & P=$!`;
      const look = `$S ${option} -n 1 -p '*%proc.env[LAST]' proc.pid=$P; kill $P`;
      return (await shell(`${start}; sleep 0.2; ${look}`)).stdout;
    };
    expect(await found('')).toBe('');
    expect(await found('--large-environment')).toBe('found');
  });
});
