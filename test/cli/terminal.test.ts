import { statSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { limit } from '../helpers/patience.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM, shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const READ = ['-r', sharedPath('captures', 'libs-curl-google.scap'), '-n', '3'];
const PLAIN = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';
const ON_TERMINAL = PLAIN.replace('%thread.tid', '%proc.pid.%thread.tid');

/** The output of the program on a terminal with colours. */
async function onTerminal(environment: string, ...options: string[]): Promise<string> {
  const line = `env -u NO_COLOR -u FORCE_COLOR -u CI TERM=xterm ${environment} $S ${[...READ, ...options].join(' ')}`;
  const { stdout } = await shell(`script -qec '${line}' /dev/null </dev/null`);
  return stdout.replaceAll('\r', '');
}

async function piped(env: NodeJS.ProcessEnv, ...options: string[]): Promise<string> {
  const { stdout, exitCode } = await sysshark([...READ, ...options], { env });
  expect(exitCode).toBe(0);
  return stdout;
}

const ESCAPE = '\u001b[';
/** The text of coloured lines. */
const withoutColor = (text: string): string =>
  text
    .split(ESCAPE)
    .map((part, i) => (i === 0 ? part : part.replace(/^[\d;]*m/, '')))
    .join('');

describeWithShared('lines', () => {
  test('have colours and the process next to the thread on a terminal, and are plain in a pipe', async () => {
    const terminal = await onTerminal('');
    expect(terminal).toContain(ESCAPE);
    expect(withoutColor(terminal)).toBe(await piped({}, '-p', ON_TERMINAL));
    expect(await piped({})).toBe(await piped({}, '-p', PLAIN));
  });

  test.each([
    ['NO_COLOR=1', [], false],
    ['NO_COLOR=', [], true],
    ['NO_COLOR=1', ['--color', 'always'], true],
    ['', ['--color=never'], false],
    ['FORCE_COLOR=0', [], false],
    ['', ['-p%evt.num'], false],
    ['', ['-j'], false],
  ])('on a terminal with %s and %j have colours: %s', async (environment, options, isColored) => {
    const text = await onTerminal(environment, ...options);
    expect(text).not.toBe('');
    expect(text.includes(ESCAPE)).toBe(isColored);
  });

  test.each([
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '0' }, [], false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--color', 'never'], false],
    [{}, ['--color', 'always'], true],
    [{ TERM: 'xterm' }, ['--color', 'auto'], false],
  ])('in a pipe with %j and %j have colours: %s', async (env, options, isColored) => {
    const text = await piped({ NO_COLOR: '', ...env }, ...options);
    expect(text.includes(ESCAPE)).toBe(isColored);
    expect(withoutColor(text)).toBe(await piped({}));
  });
});

const READ_ALL = READ.slice(0, 2).join(' ');

describeWithShared('a reader that goes away', () => {
  test.each([
    ['--help'],
    ['-l'],
    ['-L --json'],
    ['--list-markdown'],
    ['completion zsh'],
    [`${READ_ALL}`],
    [`${READ_ALL} -j`],
    [`${READ_ALL} -v`],
    [`${READ_ALL} -w -`],
    [`${READ_ALL} -z -w -`],
    [`${READ_ALL} ${READ_ALL} -w -`],
  ])('ends %s quietly, status 0', async (options) => {
    // `:` reads nothing at all
    for (const reader of ['head -c 1 >/dev/null', ':']) {
      const { stdout, stderr } = await shell(`$S ${options} | ${reader}; echo "\${PIPESTATUS[0]}"`);
      expect({ stdout, stderr: stderr.replace(/^Elapsed time.*$/, '') }).toEqual({ stdout: '0', stderr: '' });
    }
  });

  test('does not end output to a file', async () => {
    const { stdout } = await shell(`F=$(mktemp); $S ${READ_ALL} -w $F | :; $S -r $F -q -v 2>&1; rm $F`);
    expect(stdout).toMatch(/Captured Events: 1[0-9]{3}/);
  });
});

/** What a line prints on a terminal of a certain size. */
async function onScreen(line: string): Promise<string[]> {
  const { stdout } = await shell(`script -qec 'stty cols 100 rows 30; ${line}' /dev/null </dev/null`);
  return stdout.split(/\r?\n/);
}

describeWithShared('-w on a terminal, of what is read,', () => {
  test('says what was written', async () => {
    const file = scratch.path('copy.scap');
    const printed = (await onScreen(`$S ${READ_ALL} -w ${file}`)).join('\n');
    const [, count, size] = /sysshark: (\d+) events in \S+copy\.scap \((\d+\.\d) kB\)$/.exec(printed) ?? [];
    const { stdout } = await shell(`$S -r ${file} -D -p %evt.num | wc -l`);
    expect(count).toBe(stdout.trim());
    expect(Number(size)).toBeCloseTo(statSync(file).size / 1e3, 0);
  });
});

describeLive('-w on a terminal', () => {
  const file = scratch.path('live.scap');

  test('says when it captures, and how many events it has', async () => {
    const [first, last] = await onScreen(`$S -w ${file} -- true`);
    expect(first).toBe(`sysshark: capturing to ${file}`);
    const [, count] = /^sysshark: (\d+) events in \S+live\.scap \(\d+\.\d kB\), none lost$/.exec(last ?? '') ?? [];
    expect(count).toBe(String((await sysshark(['-r', file, '-p', '%evt.num'])).stdout.split('\n').length));
  });

  test('says how to end a capture of the machine, and counts what is copied undecoded', async () => {
    const printed = (await onScreen(`timeout -s INT ${limit(2)} $S -w ${file}`)).join('\n');
    expect(printed).toContain(`sysshark: capturing to ${file}; Ctrl-C ends it`);
    const [, count] = /sysshark: (\d+) events in /.exec(printed) ?? [];
    expect(Number(count)).toBeGreaterThan(100);
  });

  test.each([
    ['with -q', async () => (await onScreen(`$S -q -w ${file} -- true`)).join('')],
    ['if standard error is no terminal', async () => (await sysshark(['-w', file, '--', 'true'])).stderr],
    ['without -w', async () => (await onScreen('$S -q -- true')).join('')],
  ])('says nothing %s', async (_, printed) => {
    expect(await printed()).toBe('');
  });
});

describeLive('a live capture', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'prints its lines while it runs, and ends with status 0 by %s',
    async (signal) => {
      const capture = execa(PROGRAM, ['-p', '%evt.arg.path', 'evt.type=chdir'], { reject: false });
      let text = '';
      capture.stdout.on('data', (part) => {
        text += part;
      });
      while (!text.includes('/tmp/live-line'))
        await execa('sh', ['-c', 'cd /tmp/live-line; sleep 0.2'], { reject: false });
      capture.kill(signal);
      expect(await capture).toMatchObject({ exitCode: 0 });
    },
  );
});
