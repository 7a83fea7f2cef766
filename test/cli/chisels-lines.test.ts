import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { writeRandomCapture } from '../helpers/differential.js';
import { firstDifference } from '../helpers/first-difference.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const ALPINE = sharedPath('captures', 'sf-alpine.scap');
const TCP = sharedPath('captures', 'sf-tcp-client-server.scap');
const SETNS = sharedPath('captures', 'sf-setns.scap');

const RANDOM_CAPTURES = 4;
const scratch = makeScratch();
afterAll(() => {
  scratch.remove();
});

/** The output of the program on a terminal with colours. */
async function onTerminal(...args: string[]): Promise<string> {
  const line = `env -u NO_COLOR -u FORCE_COLOR -u CI TERM=xterm-256color $S ${args.join(' ')}`;
  const { stdout } = await shell(`script -qec '${line}' /dev/null </dev/null`);
  return stdout;
}

describeWithShared('chisels that print data', () => {
  test('echo_fds shows every call that moved data, with all its bytes', async () => {
    const shown = (await lines('-r', NGINX, '-c', 'echo_fds')).filter((line) => line.startsWith('------ '));
    const moved = await lines(
      '-r',
      NGINX,
      '-p',
      '*%evt.dir %evt.io_dir %evt.rawres %fd.name %proc.name',
      'evt.is_io=true',
    );
    const expected = moved.flatMap((line) => {
      const [dir, way, bytes = '', ...names] = line.split(' ');
      if (dir === '>' || !(Number(bytes) > 0)) return [];
      const words = way === 'read' ? ['Read', 'from'] : ['Write', 'to'];
      return [`------ ${words[0]} ${bytes}B ${words[1]} ${names.slice(0, -1).join(' ')} (${names.at(-1)})`];
    });
    expect(shown).toEqual(expected);
    expect(shown.length).toBeGreaterThan(30);
  });

  test.each([['echo_fds'], ['spy_port', '80'], ['spy_ip', '127.0.0.1']])(
    '%s %s shows of rows what it shows of events one by one',
    async (...words) => {
      const paths = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
      const captures = paths.map((name) => sharedPath('captures', name));
      for (let seed = SEED; seed < SEED + RANDOM_CAPTURES; seed++) {
        captures.push(scratch.path(`random-${seed}.scap`));
        writeRandomCapture(captures.at(-1) as string, seed);
      }
      let shown = 0;
      for (const path of captures) {
        const output = async (filter: string) => (await sysshark(['-r', path, '-c', ...words, filter])).stdout;
        const found = await output('evt.type exists');
        // numbers of events are in no column
        expect([path, ...firstDifference(found.split('\n'), (await output('evt.num > 0')).split('\n'))]).toEqual([
          path,
        ]);
        shown += found.length;
      }
      expect(shown).toBeGreaterThan(0);
    },
  );

  test('-A, -X and -b print the data in other forms', async () => {
    const data = async (...options: string[]) =>
      (await lines('-r', NGINX, '-c', 'spy_port', '80', ...options, 'evt.io_dir=read')).slice(2, 6);
    expect((await data())[0]).toMatch(/^GET \/ HTTP\/1\.1\.\.Host: localhost\.\./);
    expect((await data('-A')).slice(0, 2)).toEqual(['GET / HTTP/1.1', 'Host: localhost']);
    expect((await data('-X'))[0]).toBe('\t0x0000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..');
    expect((await data('-b'))[0]).toMatch(/^R0VUIC8gSFRUUC8xLjEN/);
  });

  test('reads and writes are coloured on a terminal, but not in a pipe', async () => {
    const filter = '-c spy_port 80'.split(' ');
    const shown = await onTerminal('-r', NGINX, ...filter);
    expect(shown).toContain('\u001b[34m------ Read 398B');
    expect(shown).toContain('\u001b[31m------ Write 180B');
    expect((await lines('-r', NGINX, ...filter)).join('')).not.toContain('\u001b');
    expect((await lines('-r', NGINX, ...filter, '--color=always')).join('')).toContain('\u001b[34m');
  });

  test('spy_ip and spy_port show one end of connections, spy_file files', async () => {
    const headings = async (...args: string[]) =>
      (await lines('-r', TCP, '-c', ...args)).filter((line) => line.startsWith('------ ')).length;
    const all = await headings('spy_port', '8080');
    expect(all).toBeGreaterThan(3);
    expect(await headings('spy_ip', '127.0.0.1')).toBe(all);
    expect(await headings('spy_ip', '127.0.0.2')).toBe(0);
    const files = await lines('-r', TCP, '-c', 'spy_file', '/lib64/libc.so.6');
    expect(files.filter((line) => / R 832B \/lib64\/libc\.so\.6$/.test(line)).length).toBeGreaterThan(0);
  });

  test('spy_logs shows what nginx logs', async () => {
    const shown = await lines('-r', NGINX, '-c', 'spy_logs');
    expect(shown).toContain('nginx /var/log/nginx/error.log 2019/06/14 22:15:07 [emerg] 1#1: still could not bind()');
  });

  test('spy_users and list_login_shells show the shell in a container', async () => {
    expect(await lines('-r', ALPINE, '-c', 'spy_users')).toEqual([
      '120512 16:00:26 root) touch test2',
      '120512 16:00:30 root) vi test2',
    ]);
    expect(await lines('-r', ALPINE, '-c', 'spy_users', '-pc', 'proc.name=vi')).toEqual([
      '120512 16:00:30 root@alpine) vi test2',
    ]);
    expect(await lines('-r', ALPINE, '-c', 'list_login_shells', 'vi')).toEqual([
      expect.stringMatching(/^120512 - .*\bvi\b/),
    ]);
  });

  test.each([
    [['spy_ip'], 'IP is missing'],
    [['spy_ip', '300.1.1.1'], 'spy_ip takes an IP address'],
    [['spy_port', '99999'], 'spy_port takes a port, from 1 to 65535'],
    [['spy_users', 'deep'], 'spy_users takes a depth'],
    [['spectrogram', '5'], 'spectrogram takes an interval in ms, from 10 to 3600000'],
  ])('%j gives an error of one line', async (words, message) => {
    const { stderr, stdout, exitCode } = await sysshark(['-r', NGINX, '-c', ...words]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});

describeWithShared('heat maps', () => {
  test('spectrogram counts each call once, in the column of its latency', async () => {
    const rows = (await lines('-r', SETNS, '-c', 'spectrogram', '100', '-j')).map(
      (line) => JSON.parse(line) as { readonly counts: readonly number[] },
    );
    const latencies = (await lines('-r', SETNS, '-p', '%evt.latency', 'evt.dir=< and evt.latency>0')).map(Number);
    const expected = new Array<number>(80).fill(0);
    for (const ns of latencies) expected[Math.floor(Math.log10(ns) * 8)]!++;
    const counted = expected.map((_, column) => rows.reduce((sum, { counts }) => sum + (counts[column] ?? 0), 0));
    expect(counted).toEqual(expected);
    expect(rows.length).toBeGreaterThan(1);
  });

  test('they have 256 colours on a terminal, and shading characters in a pipe', async () => {
    expect(await onTerminal('-r', SETNS, '-c', 'spectrogram')).toContain('\u001b[48;5;');
    const [heading, scale, ...rows] = await lines('-r', SETNS, '-c', 'subsecoffset');
    expect(heading).toMatch(/a cell has at least: \. 1 {2}: 4 {2}- 16/);
    expect(scale).toMatch(/^ {13}\.0 {8}\.1 /);
    for (const row of rows) expect(row).toMatch(/^(\d\d:\d\d:\d\d\.000 [ .:\-=+*#%@]{0,100}| {13}\(nothing for .*\))$/);
  });
});

describe('without a capture', () => {
  test('-i shows how to use a chisel', async () => {
    expect((await sysshark(['-i', 'spy_file'])).stdout).toContain('[FILE]');
  });
});
