/** Sources in modules of users: the example of docs/OWN-SOURCES.md, and what is wrong with others. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { execa } from 'execa';
import { docExamples } from '../helpers/doc-examples.js';
import { newerNode } from '../helpers/newer-node.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { ROOT, sysshark } from '../helpers/sysshark.js';

/** Modules are not run as root by accident. */
const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
const newer = newerNode();
const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);

/** Requests as nginx logs them: client, user, time of day, request, status, bytes. */
const REQUESTS = [
  ['10.1.2.3', '-', '10:00:01', 'GET / HTTP/1.1', 200, 612],
  ['10.1.2.3', 'ann', '10:00:02', 'POST /login?a=\u00e9 HTTP/1.1', 302, 0],
  ['203.0.113.9', '-', '10:00:03', 'GET /x HTTP/2.0', 500, 177],
  ['2001:db8::7', '-', '10:00:04', 'HEAD /big HTTP/1.1', 200, 123456789],
] as const;
const log = [
  ...REQUESTS.map(
    ([client, user, time, request, status, bytes]) =>
      `${client} - ${user} [01/Mar/2024:${time} +0000] "${request}" ${status} ${bytes} "-" "curl/8.5.0"`,
  ),
].join('\n');

const own = (...args: string[]) => sysshark([...AS_ROOT, ...args], { cwd: path('') });
const read = (...args: string[]) => own('-I', './nginx.mjs:access.log', ...args);

beforeAll(() => {
  const code = docExamples('OWN-SOURCES.md').get('nginx') ?? '';
  writeFileSync(path('nginx.ts'), code);
  writeFileSync(path('nginx.mjs'), transformSync(code, { loader: 'ts' }).code);
  writeFileSync(path('access.log'), `${log}\n`);
  writeFileSync(path('odd.log'), `${log}\nnot a request\n`);
});

describe('the example of the page', () => {
  test('lines, and a filter on numbers, texts, addresses and networks', async () => {
    const { stdout, exitCode } = await read();
    expect({ exitCode, lines: stdout.split('\n') }).toEqual({
      exitCode: 0,
      lines: REQUESTS.map(([client, , time, request, status], i) => {
        const [method, target] = request.split(' ');
        return `${i + 1} 2024-03-01 ${time} [nginx] ${client} ${method} ${target} ${status}`;
      }),
    });
    const passing = async (filter: string): Promise<number[]> =>
      (await own('-I', './nginx.mjs:odd.log', '-p', '%evt.num', filter)).stdout.split('\n').filter(Boolean).map(Number);
    const numbersOf = (holds: (request: (typeof REQUESTS)[number]) => boolean): number[] =>
      REQUESTS.flatMap((request, i) => (holds(request) ? [i + 1] : []));
    expect(await passing('nginx.status >= 300')).toEqual(numbersOf(([, , , , status]) => status >= 300));
    expect(await passing('nginx.net = 10.0.0.0/8')).toEqual(numbersOf(([client]) => client.startsWith('10.')));
    expect(await passing('nginx.client = 2001:db8::7')).toEqual([4]);
    expect(await passing('nginx.user exists')).toEqual(numbersOf(([, user]) => user !== '-'));
    expect(await passing('nginx.path contains \u00e9')).toEqual([2]);
    expect(await passing('not nginx.status exists')).toEqual([5]);
    expect(await passing('evt.source = nginx_access')).toEqual([1, 2, 3, 4, 5]);
  });

  test.each([[[]], [['-z']]])('a capture (%j) that is read with the module prints the same', async (options) => {
    expect((await read('-w', 'copy.scap', ...options)).exitCode).toBe(0);
    const forms = [
      [],
      ['-j'],
      ['-T', 'ndjson'],
      ['-T', 'fields', '-e', 'nginx.client', '-e', 'nginx.bytes'],
      ['-c', 'count_by', 'nginx.status'],
      ['-p', '%nginx.user %nginx.path', 'nginx.status=302'],
    ];
    for (const form of forms) {
      const direct = await read(...form);
      const again = await own('-I', './nginx.mjs', '-r', 'copy.scap', ...form);
      expect(again).toMatchObject({ exitCode: 0, stdout: direct.stdout, stderr: direct.stderr });
      expect(direct.stdout).not.toBe('');
    }
  });

  test('without the module, a capture has events, but no fields', async () => {
    await read('-w', 'copy.scap');
    const { stdout } = await sysshark(['-r', path('copy.scap'), '-n', '1']);
    expect(stdout).toBe('1 2024-03-01 10:00:01 [<NA>] <NA>');
    expect((await sysshark(['-r', path('copy.scap'), 'nginx.status=200'])).stderr).toMatch(/nginx\.status/);
  });

  test('JSON and columns have values of the types', async () => {
    const { stdout } = await read('-j', '-p', '%nginx.client %nginx.user %nginx.bytes', '-n', '4');
    expect(stdout.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(
      REQUESTS.map(([client, user, , , , bytes]) => ({
        'nginx.client': client,
        'nginx.user': user === '-' ? null : user,
        'nginx.bytes': bytes,
      })),
    );
  });

  test('-l lists the fields, with their source; --explain knows them', async () => {
    const list = JSON.parse((await own('-I', './nginx.mjs', '-l', '-j', 'nginx')).stdout) as {
      fields: { name: string; sources: string[]; type: string }[];
    };
    expect(list.fields.map(({ name }) => name)).toContain('nginx.status');
    expect(new Set(list.fields.flatMap(({ sources }) => sources))).toEqual(new Set(['nginx_access']));
    expect((await own('-I', './nginx.mjs', '--list=nginx_access')).stdout).toMatch(/^nginx\.client +Address of/m);
    expect((await read('--explain', 'nginx.status=200')).exitCode).toBe(0);
  });

  testIf(newer !== null)('TypeScript runs on a Node.js that strips types, and prints the same', async () => {
    const { stdout } = await execa(
      newer as string,
      [`${ROOT}/bin/sysshark.cjs`, ...AS_ROOT, '-I', './nginx.ts:access.log'],
      { cwd: path(''), env: { TZ: 'UTC', NODE_OPTIONS: '' }, reject: false },
    );
    expect(stdout).toBe((await read()).stdout);
  });
});

/** A source in JavaScript: what open() has between its braces, and other members. */
const source = (open: string, more = '') =>
  `import { definePlugin } from 'sysshark';
export default definePlugin({
  name: 'mine', description: 'x', id: 999, source: 'mine',
  *open(params, { signal, warn }) { ${open} },
  parse: ({ text, bytes, time }) => ({ text, bytes, time }),
  fields: {
    'mine.text': { type: 'text', description: 'x', value: ({ text }) => text },
    'mine.bytes': { type: 'texts', description: 'x', value: ({ bytes }) => [...bytes].map(String) },
    'mine.time': { type: 'time', description: 'x', value: ({ time }) => time },
    'mine.part': { type: 'text', description: 'x', arg: 'required', value: ({ text }, arg) => text.split(' ')[arg] ?? null },
    'mine.value': { type: 'number', description: 'x', value: ({ text }) => JSON.parse(text) },
    'mine.double': { type: 'double', description: 'x', value: ({ text }) => Number(text) },
    'mine.long': { type: 'duration', description: 'x', value: ({ text }) => BigInt(text) },
  },
  ${more}
});
`;

async function run(code: string, ...args: string[]) {
  writeFileSync(path('m.mjs'), code);
  return own('-I', './m.mjs:a:b', ...args);
}

test('values of all types, times, arguments, and what follows the first colon', async () => {
  const code = source('yield { data: params, time: 5n }; yield { data: new Uint8Array([255, 0]), time: new Date(7) };');
  const { stdout } = await run(code, '-p', '%mine.text|%mine.bytes|%mine.time|%mine.part[0]|%evt.rawtime');
  expect(stdout.split('\n')).toEqual(['a:b|(97,58,98)|5|a:b|5', '\ufffd.|(255,0)|7000000|\ufffd.|7000000']);
  const numbers = source('for (const data of ["-9223372036854775808", "7", "18446744073709551615"]) yield { data };');
  const long = await run(numbers, '-j', '-p', '%mine.long', 'evt.num > 1');
  expect(long.stdout).toBe('{"mine.long":7}\n{"mine.long":18446744073709551615}');
  const double = await run(source('yield { data: "1.5" };'), '-p', '%mine.double', 'mine.double > 1');
  expect(double.stdout).toBe('1.5');
});

test('many events come in order, and -n ends a source that has no end', async () => {
  const endless = source('for (let i = 1; ; i++) yield { data: String(i), time: BigInt(i) };');
  const { stdout, exitCode } = await run(endless, '-n', '5000', '-p', '%mine.value');
  expect({ exitCode, lines: stdout.split('\n') }).toEqual({
    exitCode: 0,
    lines: Array.from({ length: 5000 }, (_, i) => String(i + 1)),
  });
});

test('a source that waits is ended by a signal, and what it delivered stays', async () => {
  const waits = source('').replace(
    '*open(params, { signal, warn }) {  }',
    `async *open(params, { signal, warn }) {
       yield { data: 'one' };
       await new Promise((resolve) => { signal.addEventListener('abort', resolve); process.kill(process.pid, 'SIGINT'); });
       warn('aborted'); }, isLive: true`,
  );
  const { stdout, stderr, exitCode } = await run(waits, '-p', '%mine.text');
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: 'one', stderr: 'sysshark: mine: aborted', exitCode: 0 });
});

/** Modules, arguments, and the error of each. */
const WRONG: readonly (readonly [name: string, code: string, args: readonly string[], error: string | RegExp])[] = [
  ['a syntax error', 'export const a = 1;\nlet = 2;\n', [], /^\.\/m\.mjs:2: SyntaxError: /],
  [
    'no default export',
    'export const a = 1;\n',
    [],
    /^\.\/m\.mjs: exports no plugin: it needs "export default definePlugin/,
  ],
  ['a member that is misspelt', source('', 'inof: 1,'), [], './m.mjs: a plugin has no "inof"; did you mean info?'],
  ['a wrong id', source('', 'id: 0,'), [], './m.mjs: id of the plugin must be a whole number from 1 to 4294967295'],
  [
    'the id of another plugin',
    source('', 'id: 2,'),
    [],
    /^mine and cloudtrail both define pluginevent events with id 2/,
  ],
  ['the source of system calls', source('', "source: 'syscall',"), [], /^\.\/m\.mjs: source of the plugin must be/],
  [
    'no fields',
    source('', 'fields: {},'),
    [],
    './m.mjs: fields of the plugin must be an object with at least one field',
  ],
  [
    'a field of an unknown type',
    source('', "fields: { 'mine.a': { type: 'txt', description: 'x', value: () => '' } },"),
    [],
    /^\.\/m\.mjs: type of the field mine\.a must be 'text' or /,
  ],
  [
    'a field that is built in',
    source('', "fields: { 'proc.name': { type: 'text', description: 'x', value: () => '' } },"),
    [],
    'mine cannot define proc.name: it is defined by sysshark',
  ],
  ['open() that throws', source('throw new Error("no"); '), [], './m.mjs:4: open(): no'],
  [
    'open() that returns nothing',
    source('', 'open: () => null,'),
    [],
    /^\.\/m\.mjs: open\(\): it returned null, not a generator of events/,
  ],
  ['an event that is none', source('yield 1;'), [], /open\(\): an event is \{ data, time \}/],
  [
    'a time that is none',
    source('yield { data: "", time: 1 };'),
    [],
    /open\(\): time of an event is number 1, not a Date/,
  ],
  [
    'a large event',
    source('yield { data: "x".repeat(2 ** 24 + 1) };'),
    [],
    /data of an event has 16777217 bytes; 16777216/,
  ],
  [
    'parse() that throws',
    source('yield { data: "" };', 'parse() { null.x; },'),
    [],
    /^\.\/m\.mjs:15: parse\(\): TypeError: /,
  ],
  ['a promise', source('yield { data: "" };', 'async parse() {},'), [], /parse\(\): it returned a promise/],
  [
    'info() that is no text',
    source('yield { data: "" };', 'info: () => 1,'),
    [],
    './m.mjs: info(): it returned number 1, not a text',
  ],
  [
    'a field that throws',
    source('yield { data: "{" };'),
    ['-p', '%mine.value'],
    /^\.\/m\.mjs:11: field mine\.value: SyntaxError: /,
  ],
  [
    'a value of another type',
    source('yield { data: "1.5" };'),
    ['mine.value=1'],
    './m.mjs: field mine.value: its value is number 1.5, not a whole number of 64 bits (null if there is none)',
  ],
  ['an unknown field', source(''), ['mine.no=1'], /mine\.no/],
];

describe('an error says what is wrong, and in which file and line', () => {
  test.each(WRONG)('%s', async (_, code, args, error) => {
    const { stderr, exitCode } = await run(code, ...args);
    const message = (stderr.split('\n')[0] as string).replace('sysshark: ', '');
    expect({ exitCode, message }).toEqual({
      exitCode: 1,
      message: typeof error === 'string' ? error : expect.stringMatching(error),
    });
  });

  test('what was printed before stays', async () => {
    const { stdout, stderr, exitCode } = await run(
      source('yield { data: "1" };\nyield { data: "2" };\nthrow new Error("no more");'),
      '-p',
      '%mine.value',
    );
    expect({ stdout, stderr, exitCode }).toEqual({
      ...{ stdout: '1\n2', exitCode: 1 },
      stderr: 'sysshark: ./m.mjs:6: open(): no more',
    });
  });
});

testIf(process.getuid?.() === 0)('a module is not run as root by accident', async () => {
  const refused = 'sysshark: ./nginx.mjs would run as root: name a user with -Z, or say -Z root';
  for (const args of [
    ['-I', './nginx.mjs:access.log'],
    ['-I', './nginx.mjs', '-l'],
    ['-I', './nginx.mjs', '-r', 'x'],
  ])
    expect(await sysshark(args, { cwd: path('') })).toMatchObject({ exitCode: 1, stdout: '', stderr: refused });
  chmodSync(path(''), 0o755);
  writeFileSync(path('who.mjs'), source('yield { data: String(process.getuid()) };'));
  const nobody = execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim();
  const { stdout } = await sysshark(['-Z', 'nobody', '-I', './who.mjs', '-p', '%mine.text'], { cwd: path('') });
  expect(stdout).toBe(nobody);
  // a chisel of a user is not run as root either, whatever is read
  writeFileSync(
    path('uid.mjs'),
    `import { defineChisel } from 'sysshark';
     export default defineChisel({ summary: 'x', columns: { uid: 'number' }, line: '%uid',
       start: () => ({ event: () => ({ uid: process.getuid() }) }) });`,
  );
  writeFileSync(path('log.json'), '{"eventTime":"2024-03-01T10:00:00Z","eventType":"AwsApiCall"}');
  const uid = await sysshark(['-Z', 'nobody', '-I', `cloudtrail:${path('log.json')}`, '-c', path('uid.mjs')]);
  expect(uid).toMatchObject({ exitCode: 0, stdout: nobody });
});
