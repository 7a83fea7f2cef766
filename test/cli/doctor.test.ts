import { release } from 'node:os';
import { expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { shell, sysshark } from '../helpers/sysshark.js';

describeLive('sysshark doctor', () => {
  test('reports that a capture can start, with status 0', async () => {
    const { stdout, stderr, exitCode } = await sysshark(['doctor']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain(`linux ${release()}`);
    expect(stdout).toContain('all eBPF programs load');
    expect(stdout).not.toContain('FAIL');
    expect((await sysshark(['-n', '1', '-q'])).exitCode).toBe(0);
  });

  test('reports what is missing, with status 1, if a capture would fail', async () => {
    const drop = 'setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --clear-groups $S';
    const { stdout, exitCode } = await shell(`${drop} doctor`);
    expect({ failed: stdout.match(/^FAIL {2}\w+/gm), exitCode }).toEqual({
      failed: ['FAIL  capabilities', 'FAIL  probe'],
      exitCode: 1,
    });
    expect((await shell(`${drop} -n 1`)).exitCode).toBe(1);
  });
});
