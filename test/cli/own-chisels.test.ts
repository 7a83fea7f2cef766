/** Chisels in modules of users: the examples of docs/OWN-CHISELS.md, and what is wrong with others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { newerNode } from '../helpers/newer-node.js';
import { writeExamples } from '../helpers/own-chisels.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { ROOT, sysshark } from '../helpers/sysshark.js';

const FILES = sharedPath('captures/sf-files.scap');
const SETNS = sharedPath('captures/sf-setns.scap');
/** Modules are not run as root by accident. */
const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
const newer = newerNode();

const scratch = makeScratch();
const { path } = scratch;
beforeAll(() => writeExamples(path));
afterAll(scratch.remove);

function own(capture: string, ...args: string[]) {
  return sysshark(['-r', capture, ...AS_ROOT, ...args], { cwd: path('') });
}

async function rows(capture: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr } = await own(capture, '-j', ...args);
  expect(stderr).toBe('');
  return stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A chisel in JavaScript: members besides its summary and columns, and what its functions are. */
const module = (
  members: string,
  start = '({ event: () => undefined, report: () => [] })',
  columns = "{ n: 'count' }",
) =>
  `import { defineChisel } from 'sysshark';\nexport default defineChisel({\n  summary: 'x',\n  columns: ${columns},\n  ${members}\n  start: () => ${start},\n});\n`;

describeWithShared('the examples of the page', () => {
  test('deleted: a line and an object for each event, the same events as with the filter', async () => {
    const { stdout } = await own(FILES, '-c', './deleted.mjs');
    const filter = 'evt.type in (unlink, unlinkat, rmdir) and evt.failed=false and evt.dir=<';
    const format = '%evt.time %user.name %proc.name (of %proc.pname) deleted %fs.path.name';
    const expected = (await sysshark(['-r', FILES, '-p', format, filter])).stdout;
    expect(stdout.replace(/ \S+ filer/g, ' X filer')).toBe(expected.replace(/ \S* filer/g, ' X filer'));
    const objects = await rows(FILES, '-c', './deleted.mjs');
    expect(objects.map((row) => row['path'])).toEqual(expected.split('\n').map((line) => line.replace(/.* /, '')));
    const first = (await own(FILES, '-j', '-c', './deleted.mjs')).stdout.split('\n')[0];
    expect(first).toBe(
      '{"time":1554487332093457245,"user":null,"process":"filer","parent":"bash","path":"/tmp/testing_dir"}',
    );
  });

  test('waste: adds up what the events say, one by one', async () => {
    const table = await rows(SETNS, '-c', './waste.mjs');
    const filter = 'evt.rawres=0 and (evt.is_io_read=true or evt.type in (poll, ppoll, epoll_wait))';
    const events = (await sysshark(['-r', SETNS, '-p', '%evt.latency', filter])).stdout.split('\n');
    const sum = (key: string): number => table.reduce((all, row) => all + Number(row[key]), 0);
    expect(events.length).toBeGreaterThan(20);
    expect({ times: sum('times'), waited: sum('waited') }).toEqual({
      times: events.length,
      waited: events.reduce((all, latency) => all + Number(latency), 0),
    });
    const { stdout } = await own(SETNS, '-c', './waste.mjs');
    expect(stdout.split('\n').length).toBe(2 + Math.min(10, table.length));
    expect(stdout).toMatch(/^times +Waited +proc.name +fd.name *\n-{80}\n/);
  });

  test('lifetimes: takes an argument before the filter, and keeps state', async () => {
    const all = await rows(SETNS, '-c', './lifetimes.mjs');
    expect(all.length).toBeGreaterThan(3);
    const lived = all.map((row) => Number(row['lived']));
    expect(lived).toEqual([...lived].sort((a, b) => b - a));
    const least = Math.ceil((lived[1] as number) / 1e6);
    const long = await rows(SETNS, '-c', './lifetimes.mjs', String(least), 'proc.pid>0');
    expect(long.map((row) => row['lived'])).toEqual(lived.filter((ns) => ns >= least * 1e6));
    const pid = all[0]?.['pid'];
    expect((await rows(SETNS, '-c', './lifetimes.mjs', `proc.pid=${String(pid)}`)).map((row) => row['pid'])).toEqual([
      pid,
    ]);
  });

  test('several, beside one that is built in', async () => {
    const { stdout } = await own(FILES, '-c', './deleted.mjs', '-c', 'topscalls', '-c', './waste.mjs');
    expect(stdout).toMatch(/deleted \/tmp\/testing_dir\n.*^Calls .*^times +Waited/ms);
  });

  test('-i describes a module, its JSON what it declares', async () => {
    const { stdout } = await sysshark([...AS_ROOT, '-i', './lifetimes.mjs'], { cwd: path('') });
    expect(stdout).toMatch(/^Usage: sysshark -c \.\/lifetimes\.mjs \[MIN_MS\] \[FILTER\]$/m);
    const json = await sysshark([...AS_ROOT, '-j', '-i', './lifetimes.mjs'], { cwd: path('') });
    expect(JSON.parse(json.stdout)).toMatchObject({ path: './lifetimes.mjs', schedule: 'end', snaplen: 0 });
  });

  testIf(newer !== null)('TypeScript runs on a Node.js that strips types, and prints the same', async () => {
    const run = (name: string) =>
      execa(newer as string, [`${ROOT}/bin/sysshark.cjs`, '-r', FILES, ...AS_ROOT, '-c', name], {
        ...{ cwd: path(''), env: { TZ: 'UTC', NODE_OPTIONS: '' }, reject: false },
      });
    const { stdout } = await own(FILES, '-c', './deleted.mjs');
    expect(await run('./deleted.ts')).toMatchObject({ stdout, exitCode: 0 });
    writeFileSync(path('wrong.ts'), 'const right: number = 1;\nenum Wrong { A }\n');
    expect((await run('./wrong.ts')).stderr).toBe(
      'sysshark: ./wrong.ts:2: SyntaxError: TypeScript enum is not supported in strip-only mode',
    );
  });

  testIf(Number(process.versions.node.split('.')[0]) < 22)(
    'TypeScript is refused by older ones, in one line',
    async () => {
      const { stderr, exitCode } = await own(FILES, '-c', './deleted.ts');
      expect({ stderr, exitCode }).toEqual({
        stderr: `sysshark: ./deleted.ts: this Node.js (${process.version}) does not run TypeScript, 22.18 and later do; or make JavaScript of it: npx esbuild ./deleted.ts --outfile=./deleted.mjs`,
        exitCode: 1,
      });
    },
  );
});

/** Modules, and the error of each. */
const WRONG: readonly (readonly [name: string, code: string, error: string | RegExp])[] = [
  ['a syntax error', 'export const a = 1;\nlet = 2;\n', /^\.\/m\.mjs:2: SyntaxError: /],
  ['a syntax error in what it imports', "\nimport './part.mjs';\n", /part\.mjs:3: SyntaxError: /],
  ['an import that does not exist', "// x\nimport './no.mjs';\n", /^\.\/m\.mjs:2: Cannot find module '.*no\.mjs'$/],
  ['a package that does not exist', "// x\n\nimport 'no-such';\n", "./m.mjs:3: Cannot find package 'no-such'"],
  ['an export that the library lacks', "import { no } from 'sysshark';\n", /^\.\/m\.mjs:1: SyntaxError: .*'no'/],
  ['an error while it is imported', "// x\nthrow new TypeError('no');\n", './m.mjs:2: TypeError: no'],
  ['no default export', 'export const a = 1;\n', /^\.\/m\.mjs: exports no chisel: /],
  ['a member that is misspelt', module('fliter: "",'), './m.mjs: a chisel has no "fliter"; did you mean filter, line?'],
  ['a member of another type', module('snaplen: -1,'), /^\.\/m\.mjs: snaplen of the chisel must be a whole number/],
  ['no columns', module('', undefined, '{}'), /^\.\/m\.mjs: columns of the chisel must be an object with a type/],
  ['a column without a type', module('', undefined, "{ n: 'cuont' }"), /a type \(count, .*\), which "n" is not$/],
  ['a wrong filter', module("filter: 'evt.typ=read',"), /^\.\/m\.mjs: filter of the chisel: .*evt\.typ/],
  [
    'a line with a name that is no column',
    module("line: '%n %m',"),
    /line of the chisel has %m, but columns have no "m"$/,
  ],
  [
    'start() that returns nothing',
    module('', 'undefined'),
    './m.mjs: start(): must return an object with a function "event"',
  ],
  ['no report for a table', module('', '({ event() {} })'), /start\(\): must also return a function "report"/],
  [
    'event() that throws',
    module('', '({\n event() { null.x; }, report() { return []; } })'),
    /^\.\/m\.mjs:7: event\(\): TypeError: /,
  ],
  [
    'report() that throws',
    module('', '({ event() {},\n\n report() { throw new Error("no"); } })'),
    './m.mjs:8: report(): no',
  ],
  ['a promise', module('', '({ async event() {}, report: () => [] })'), /event\(\): it returned a promise/],
  [
    'rows as they come in a table',
    module('', '({ event: () => ({ n: 1 }), report: () => [] })'),
    /event\(\): it returned rows, but a table/,
  ],
  [
    'a row that lacks a value',
    module('', '({ event() {}, report: () => [{}] })'),
    /report\(\): "n" of a row is undefined, not a whole number/,
  ],
  [
    'a value of another type',
    module('', '({ event() {}, report: () => [{ n: "1" }] })'),
    /"n" of a row is "1", not a whole number/,
  ],
  [
    'a number that is none',
    module('', '({ event() {}, report: () => [{ n: NaN }] })'),
    /"n" of a row is number NaN, not a whole number/,
  ],
  [
    'a value without a column',
    module('', '({ event() {}, report: () => [{ n: 1, m: 2 }] })'),
    /a row has "m", which is no column/,
  ],
];

describeWithShared('an error says what is wrong, and in which file and line', () => {
  beforeAll(() => writeFileSync(path('part.mjs'), '\n\nexport let let = 1;\n'));

  test.each(WRONG)('%s', async (_, code, error) => {
    writeFileSync(path('m.mjs'), code);
    const { stderr, exitCode } = await own(FILES, '-c', './m.mjs');
    expect(stderr).toMatch(/^sysshark: [^\n]*$/);
    const message = stderr.replace('sysshark: ', '');
    expect({ exitCode, message }).toEqual({
      exitCode: 1,
      message: typeof error === 'string' ? error : expect.stringMatching(error),
    });
  });

  test('a file that does not exist, and a folder', async () => {
    mkdirSync(path('folder.mjs'));
    expect((await own(FILES, '-c', './no.mjs')).stderr).toBe(
      'sysshark: cannot read ./no.mjs: no such file or directory',
    );
    expect(await own(FILES, '-c', 'folder.mjs')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^sysshark: cannot read folder\.mjs: [^\n]*$/),
    });
  });

  test('what was printed before an event that fails stays', async () => {
    const start = '{ let n = 0; return { event() { if (n === 3) throw new Error("no"); return { n: ++n }; } }; }';
    writeFileSync(path('m.mjs'), module("layout: 'columns',", start));
    expect(await own(FILES, '-c', './m.mjs')).toMatchObject({
      exitCode: 1,
      stdout: 'n         \n1         \n2         \n3         ',
      stderr: expect.stringMatching(/^sysshark: \.\/m\.mjs:6: event\(\): no$/),
    });
  });
});

describe('a module', () => {
  testIf(process.getuid?.() === 0)('is not run as root by accident', async () => {
    for (const args of [
      ['-r', FILES, '-c', './deleted.mjs'],
      ['-i', './deleted.mjs'],
      ['-c', './deleted.mjs'],
    ])
      expect(await sysshark(args, { cwd: path('') })).toMatchObject({
        ...{ exitCode: 1, stdout: '' },
        stderr: 'sysshark: ./deleted.mjs would run as root: name a user with -Z, or say -Z root',
      });
  });
});
