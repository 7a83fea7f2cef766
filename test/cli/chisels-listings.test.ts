import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

/** A row of a listing, as printed by -j. */
type Row = Readonly<Record<string, string | number | null>>;

async function rows(...args: string[]): Promise<Row[]> {
  return (await lines(...args, '-j')).map((line) => JSON.parse(line) as Row);
}

const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);

const CAPTURES = ['libs-curl-google', 'libs-sample', 'sf-alpine', 'sf-files', 'sf-nginx', 'sf-tcp-client-server'];
/** The columns of ps that other processes do not change. */
const OWN_FIELDS = ['user.name', 'proc.nthreads', 'proc.vmsize', 'proc.vmrss', 'proc.fdopencount', 'proc.cmdline'];

describeWithShared('listings of captures', () => {
  test.each(CAPTURES)('ps shows processes of %s as the reference does at their last event', async (name) => {
    const format = ['proc.pid', 'thread.tid', 'evt.type', ...OWN_FIELDS].map((field) => `%${field}`).join('\t');
    const last = new Map<string, string[]>();
    const ended = new Set<string>();
    for (const line of runOracle(captureOf(name), ['-p', `*${format}`]).lines) {
      const [pid = '', tid, type, ...values] = line.split('\t');
      if (type === 'procexit') ended.add(pid);
      if (pid === tid) last.set(pid, values);
    }
    const shown = new Map((await rows('-r', captureOf(name), '-c', 'ps')).map((row) => [String(row['proc.pid']), row]));
    const differing = [...last]
      .filter(([pid]) => !ended.has(pid))
      .map(([pid, values]) => ({
        pid,
        theirs: values,
        ours: OWN_FIELDS.map((field) => String(shown.get(pid)?.[field])),
      }))
      .filter(({ theirs, ours }) => theirs.join('\t') !== ours.join('\t'));
    expect(differing).toEqual([]);
    expect(last.size).toBeGreaterThan(0);
  });
});

describeWithShared('listings together with events', () => {
  test('a filter applies to the listing and to the events of other chisels, and memory is still that at the end', async () => {
    const capture = captureOf('sf-alpine');
    const [whole] = await rows('-r', capture, '-c', 'ps', 'proc.pid=120512');
    expect(whole).toMatchObject({ 'proc.vmrss': 1152 });
    const both = await rows('-r', capture, '-c', 'ps', '-c', 'echo_fds', 'proc.pid=120512 and fd.num=1');
    const written = await rows('-r', capture, '-c', 'echo_fds', 'proc.pid=120512 and fd.num=1');
    expect(both).toEqual([...written, whole]);
    expect(written.length).toBeGreaterThan(5);
  });

  test('lscontainers lists the containers in a capture', async () => {
    expect(await lines('-r', captureOf('sf-alpine'), '-c', 'lscontainers', 'container.name exists')).toEqual([
      'ID            TYPE    NAME    IMAGE',
      'c010f5a08549  docker  alpine  alpine:latest',
    ]);
  });

  test('a filter on events gives an error of one line', async () => {
    const { stderr, stdout, exitCode } = await sysshark(['-r', captureOf('sf-alpine'), '-c', 'lsof', 'evt.type=open']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toBe(
      'sysshark: lsof is not about events, so its filter cannot use evt.type, only fields of process, user, group, container, k8s, fd',
    );
  });

  test('an error in a filter is shown with its position', async () => {
    const { stderr, exitCode } = await sysshark(['-r', captureOf('sf-alpine'), '-c', 'ps', 'proc.nam=x']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('proc.name');
  });
});

/** Descriptors of a process from /proc: `number target`. */
function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).map((number) => `${number} ${readlinkSync(`${folder}/${number}`)}`);
}

describeLive('listings of this machine', () => {
  test('ps, lsof and netstat print what ps, /proc and this process know of it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address() as { readonly port: number };
    const sleeper = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore'] });
    const pid = sleeper.pid as number;
    try {
      const [columns = ''] = execFileSync('ps', ['-o', 'user=,pid=,ppid=,nlwp=,vsz=,rss=', '-p', String(pid)], {
        encoding: 'utf8',
      }).split('\n');
      const [user, ...numbers] = columns.trim().split(/\s+/);
      expect(await rows('-c', 'ps', `proc.pid=${pid}`)).toEqual([
        {
          'user.name': user,
          'proc.pid': pid,
          'proc.ppid': Number(numbers[1]),
          'proc.nthreads': Number(numbers[2]),
          'proc.vmsize': Number(numbers[3]),
          'proc.vmrss': Number(numbers[4]),
          'proc.fdopencount': openFiles(pid).length,
          'proc.cmdline': 'sleep 600',
        },
      ]);
      const files = await rows('-c', 'lsof', `proc.pid=${pid}`);
      expect(files.map((row) => `${row['fd.num']} ${row['fd.name']}`).sort()).toEqual(openFiles(pid).sort());
      const sockets = await rows('-c', 'netstat', `proc.pid=${process.pid}`);
      expect(sockets).toContainEqual({
        'fd.l4proto': 'tcp',
        local: `127.0.0.1:${address.port}`,
        remote: '*',
        state: 'LISTEN',
        'proc.pid': process.pid,
        'proc.name': readFileSync(`/proc/${process.pid}/comm`, 'utf8').trim(),
      });
    } finally {
      sleeper.kill();
      server.close();
    }
  });
});
