import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared } from '../helpers/shared.js';
import { type Sshd, startSshd } from '../helpers/sshd.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
/** The command that Stratoshark runs on the remote machine, with our program. */
const REMOTE = `${PROGRAM} --unbuffered -w -`;

/** Processes with this in their command line. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').includes(text);
    } catch {
      return false;
    }
  });
}

describeLive('a capture over ssh', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => {
    sshd.stop();
    scratch.remove();
  });

  test('arrives as a complete capture when it ends on the remote machine', async () => {
    const file = scratch.path('whole.scap');
    const { exitCode } = await execa('ssh', [...sshd.client, `${REMOTE} -n 500`], { stdout: { file } });
    expect(exitCode).toBe(0);
    expect((await sysshark(['-r', file])).stdout.split('\n')).toHaveLength(500);
    if (hasShared) expect(runOracle(file).lines).toHaveLength(500);
  });

  test('is a valid stream from the first byte on, with events while it runs', async () => {
    const file = scratch.path('stream.scap');
    const mark = 'sysshark-seen-over-ssh';
    const ssh = spawn('ssh', [...sshd.client, `${REMOTE} evt.type=chdir`], {
      stdio: ['ignore', openSync(file, 'w'), 'ignore'],
    });
    await until(() => statSync(file).size > 0);
    expect(readFileSync(file).subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
    await execa('sh', ['-c', `cd /tmp/${mark} 2>/dev/null || :`]);
    // the path of the call, not of the command line, which also contains it
    await until(() => readFileSync(file, 'latin1').includes(`/tmp/${mark}\0`));
    expect(ssh.exitCode).toBeNull();
    ssh.kill();
    await until(() => ssh.exitCode !== null || ssh.signalCode !== null);
    const { stdout, exitCode } = await sysshark(['-r', file, '-p', '%evt.arg.path']);
    expect(stdout.split('\n')).toContain(`/tmp/${mark}`);
    // it may be cut in the middle of an event
    expect([0, 2]).toContain(exitCode);
  });

  test('can be inspected while it runs', async () => {
    const remote = ['ssh', ...sshd.client, `'${REMOTE}'`].join(' ');
    const { stdout } = await execa('bash', ['-c', `${remote} | ${PROGRAM} -r - -n 20 -p %evt.num`]);
    expect(stdout.split('\n')).toHaveLength(20);
  });

  test.each([
    ['events arrive', 'proc.name!=sysshark-ends-1'],
    ['no event arrives', 'proc.name=sysshark-ends-2'],
  ])('ends on the remote machine if the local side ends, while %s', async (_, filter) => {
    const ssh = spawn('ssh', [...sshd.client, `${REMOTE} ${filter}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => ssh.stdout.once('data', resolve));
    expect(processesWith(`-w - ${filter}`).length).toBeGreaterThan(0);
    ssh.kill('SIGKILL');
    await until(() => processesWith(`-w - ${filter}`).length === 0);
  });
});
