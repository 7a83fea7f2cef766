import { describe, expect, test } from '@jest/globals';
import { shell, sysshark } from '../helpers/sysshark.js';

async function explain(filter: string): Promise<string> {
  const { stdout, stderr, exitCode } = await sysshark(['--explain', filter]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout;
}

describe('--explain', () => {
  test('lists the system calls that are recorded, and why', async () => {
    const text = await explain('evt.type in (openat, read) and fd.name contains /etc');
    expect(text).toMatch(/ 2 of \d+ system calls can pass \((read openat|openat read)\)/);
    expect(text).toContain('every thread is recorded');
    // times vary between machines
    expect(text).not.toMatch(/\d ns/);
    expect(text).toMatch(/in \(openat, read\)\n.*fd.name contains \/etc$/);
  });

  test('shows which threads are recorded, and how long a verdict holds', async () => {
    const own = await explain('evt.type=read and not (proc.name=sh or fd.num=1)');
    expect(own).toContain('threads not matching "not proc.name=sh": only state-changing system calls are recorded');
    expect(own).toContain('until the thread executes');
    expect(own).toContain('not even calls that open, close or change descriptors');
    expect(await explain('proc.aname=sshd')).toContain('until any thread starts');
  });

  test('records all threads if more than system calls may change the verdict', async () => {
    expect(await explain('container.name=web')).toContain('may change without a system call');
  });

  test('lists the calls whose enter events are recorded only with their exits', async () => {
    expect(await explain('evt.failed=true')).toMatch(/enter events of \d+ calls .* \(read write open/);
    const text = await explain('evt.type=openat and evt.arg.name startswith /etc');
    expect(text).toContain('start there (openat), and all enter events of openat');
    expect(text).toMatch(/enter events of 4 calls .* \(open creat open_by_handle_at openat2\)/);
    expect(await explain('evt.type in (openat, open, creat, openat2, open_by_handle_at)')).not.toContain(
      'enter events',
    );
  });

  test('requires neither root nor a kernel that can be traced', async () => {
    const { stdout, exitCode } = await shell(
      'setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --clear-groups $S --explain evt.type=read',
    );
    expect({ first: stdout.split('\n')[0], exitCode }).toEqual({
      first: 'In the kernel, before events are recorded:',
      exitCode: 0,
    });
  });

  test.each([
    ['follow', 'fd.num=3'],
    ['requests', 'proc.name=nginx'],
  ])('does not explain %s, which records more than its selector accepts', async (command, selector) => {
    const { stdout, stderr, exitCode } = await sysshark([command, '--explain', selector]);
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `sysshark: --explain explains the filter of a capture: leave out ${command}`,
      exitCode: 1,
    });
  });

  test('reports what is wrong with a filter, with status 1', async () => {
    const { stdout, stderr, exitCode } = await sysshark(['--explain', 'proc.nam=a']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toContain("there is no field 'proc.nam'");
  });
});
