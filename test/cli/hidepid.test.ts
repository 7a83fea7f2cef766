/** The warning of a capture if /proc hides processes from it. */
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { PROGRAM } from '../helpers/sysshark.js';

const UNPRIVILEGED =
  'setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+bpf,+perfmon --ambient-caps=+bpf,+perfmon';
const HIDDEN =
  'sysshark: no names for processes of other users that started before the capture: /proc hides them (hidepid); grant CAP_SYS_PTRACE to see them';

/** Runs a short capture with a prefix command and /proc mounted with a hidepid; returns its standard error. */
async function captureStderr(prefix: string, hidepid: number): Promise<string> {
  const script = `mount -t proc -o hidepid=${hidepid} proc /proc && exec ${prefix} "$0" -q -n 1`;
  return (await execa('unshare', ['-m', 'sh', '-c', script, PROGRAM], { reject: false })).stderr;
}

describeLive('/proc that hides processes', () => {
  test.each([1, 2])('hides the names of running processes, which is reported: hidepid=%d', async (hidepid) => {
    expect(await captureStderr(UNPRIVILEGED, hidepid)).toContain(HIDDEN);
  });

  test('hides nothing from root', async () => {
    expect(await captureStderr('', 2)).not.toContain('hidepid');
  });
});
