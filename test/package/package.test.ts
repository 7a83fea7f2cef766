import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { docExamples } from '../helpers/doc-examples.js';
import { type Installed, installPackage } from '../helpers/installed.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { describeIf, MUST_RUN } from '../helpers/prerequisites.js';
import { ROOT, sysshark } from '../helpers/sysshark.js';

const CAPTURE = join(ROOT, 'fixtures/fuzz/capture/events-1');
const MINUTES = 60_000;
const NOBODY = 65534;
/** The addons, with their machine as readelf names it. */
const ADDONS = [
  ['linux-x64', 'Advanced Micro Devices X86-64'],
  ['linux-arm64', 'AArch64'],
] as const;
/** The libraries that an addon may require; the dynamic linker is part of glibc. */
const SYSTEM_LIBRARIES = ['ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1', 'libc.so.6', 'libz.so.1'];
/** What Node.js calls to load an addon. */
const ENTRY = / GLOBAL DEFAULT +\d+ napi_register_module_v1$/m;
/** Minor version of glibc 2. RHEL 9 and Amazon Linux 2023 have this one, Ubuntu 22.04 and Debian 12 newer ones. */
const OLDEST_GLIBC = 34;
/** Type packages that TypeScript users install in addition. */
const TYPES = join(ROOT, 'node_modules/@types');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Libraries that are linked into the addons must be fetched once, and one addon needs a cross compiler. */
function canPack(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const build =
    'native/portable/build.sh build/portable && native/portable/build.sh build/portable-arm64 aarch64-linux-gnu';
  return !execaSync('sh', ['-c', build], { cwd: ROOT, reject: false }).failed;
}
const describePackage = describeIf(MUST_RUN || canPack());

/** The examples of the documentation, by name. */
const EXAMPLES = [...docExamples('LIBRARY.md'), ...docExamples('OWN-CHISELS.md'), ...docExamples('OWN-SOURCES.md')];

/** A program with correct types, and lines that must not compile. */
const TYPED = `
import { compileFilter, defineChisel, openCapture, type CaptureEvent, type EventName, type FieldName } from 'sysshark';
const fields: FieldName[] = ['proc.name', 'evt.arg.path', 'proc.aname[2]'];
const names: EventName[] = ['openat', 'read'];
export async function sum(path: string): Promise<number> {
  let bytes = 0;
  await using capture = await openCapture({ path, filter: await compileFilter('evt.is_io=true') });
  for await (const event of capture) {
    const name: string | null = event.field('proc.name');
    const time: bigint = event.time;
    if (event.is('read', 'write')) bytes += event.args.res ?? 0;
    // @ts-expect-error there is no such field
    event.field('proc.nam');
    // @ts-expect-error there is no such call
    event.is('opneat');
    // @ts-expect-error read has no such argument
    if (event.is('read')) event.args.path;
    // @ts-expect-error a view cannot be changed
    event.number = 1;
    use(name, time, event);
  }
  return bytes;
}
function use(..._: readonly (string | null | bigint | CaptureEvent)[]): void {}
use(fields.join(), names.join());
const columns = { n: 'count', name: { type: 'text', heading: 'Name' } } as const;
defineChisel({ summary: 'x', columns, start: () => ({ event() {}, report: () => [{ n: 1n, name: null }] }) });
// @ts-expect-error a name is a text
defineChisel({ summary: 'x', columns, start: () => ({ event() {}, report: () => [{ n: 1, name: 2 }] }) });
// @ts-expect-error the name is missing
defineChisel({ summary: 'x', columns, start: () => ({ event: () => ({ n: 1 }) }) });
// @ts-expect-error there is no such type
defineChisel({ summary: 'x', columns: { n: 'cuont' }, start: () => ({ event() {} }) });
`;

describePackage('the package', () => {
  let installed: Installed;
  let project: string;
  const inProject = (...args: string[]) =>
    execa('node', args, { cwd: project, env: { NODE_OPTIONS: '' }, reject: false });

  beforeAll(async () => {
    installed = await installPackage();
    project = join(installed.folder, 'project');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(installed.packageFolder, join(project, 'node_modules/sysshark'));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const compilerOptions = {
      ...{ module: 'NodeNext', target: 'ES2022', lib: ['ES2022', 'ESNext.Disposable'], outDir: 'built' },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, types: ['node'], typeRoots: [TYPES] },
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    for (const [name, code] of [...EXAMPLES, ['typed', TYPED]])
      writeFileSync(join(project, `${name}.ts`), code as string);
  }, 12 * MINUTES);
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }));

  test('contains the program, the library with its types, the addons and their licences, but no TypeScript sources', () => {
    expect(installed.files).toEqual(
      expect.arrayContaining([
        'bin/sysshark',
        'dist/bundle/main.js',
        // named after the architecture: V8 of another one crashes on it
        'dist/bundle/main.js.x64.cache',
        'dist/bundle/LICENSES.txt',
        'dist/library/index.js',
        'dist/library/LICENSES.txt',
        'dist/api/index.d.ts',
        'dist/json.wasm',
        'dist/prefilter.wasm',
        'docs/THIRD-PARTY.md',
        'native/portable/build.sh',
        'prebuilds/linux-arm64.node',
        'prebuilds/linux-x64.node',
        'prebuilds/licenses/LGPL-3.0.txt',
        'prebuilds/licenses/GPL-3.0.txt',
        'prebuilds/licenses/libbpf-BSD-2-Clause.txt',
      ]),
    );
    expect(installed.files.filter((path) => /^(src|test|build)\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test('installs no package that its bundles contain', () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed.packageFolder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const licences = ['bundle', 'library'].map((name) =>
      readFileSync(join(installed.packageFolder, 'dist', name, 'LICENSES.txt'), 'utf8'),
    );
    const bundled = [...licences.join('\n').matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name);
    expect(bundled).toEqual(expect.arrayContaining(['commander', 'chalk', 'cli-table3', 'ora', 'execa']));
    expect(Object.keys(dependencies).filter((name) => bundled.includes(name))).toEqual([]);
    const folder = join(installed.packageFolder, 'node_modules');
    for (const name of ['commander', 'chalk', 'cli-table3', 'ora', 'execa'])
      expect(existsSync(join(folder, name))).toBe(false);
  });

  test.each(ADDONS)('has an addon for %s that requires only zlib and an old glibc', async (name, machine) => {
    const addon = join(installed.packageFolder, `prebuilds/${name}.node`);
    const { stdout: header } = await execa('readelf', ['-h', addon]);
    expect(header).toMatch(new RegExp(`^ *Machine: *${machine}$`, 'm'));
    const { stdout: symbols } = await execa('readelf', ['-W', '--dyn-syms', addon]);
    expect(symbols).toMatch(ENTRY);
    const { stdout: dynamic } = await execa('readelf', ['-d', addon]);
    const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    expect(SYSTEM_LIBRARIES).toEqual(expect.arrayContaining(needed));
    const { stdout: versions } = await execa('readelf', ['-V', addon]);
    const minors = [...versions.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    expect(Math.max(...minors)).toBeLessThanOrEqual(OLDEST_GLIBC);
  });

  test('reads captures on a machine without a compiler', async () => {
    const args = ['-r', CAPTURE, '-n', '3'];
    const { stdout, stderr } = await installed.run(installed.program, ...args);
    expect({ stdout, stderr }).toEqual({ stdout: (await sysshark(args)).stdout, stderr: '' });
    expect(stdout.split('\n').length).toBe(3);
  });

  test('runs chisels of users, whose sysshark is the package', async () => {
    const code =
      "import { defineChisel as it } from 'sysshark'; export default it({ summary: 's', columns: { n: 'count' }, layout: 'columns', start: () => ({ event: ({ number: n }) => ({ n }) }) });";
    const module = join(installed.folder, 'numbers.mjs');
    writeFileSync(module, code);
    const rights = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
    const { stdout, stderr } = await installed.run(installed.program, '-r', CAPTURE, ...rights, '-j', '-c', module);
    expect({ first: stdout.split('\n')[0], stderr }).toEqual({ first: '{"n":1}', stderr: '' });
  });

  test('exports what is documented, and loads little until it is used', async () => {
    const list = 'console.log(Object.keys(await import("sysshark")).sort().join(" "))';
    const { stdout } = await inProject('--input-type=module', '-e', list);
    expect(stdout).toBe(
      'ScapError SyssharkError TextError compileFilter defineChisel definePlugin openCapture openColumns startCapture startColumns',
    );
    const entry = readFileSync(join(installed.packageFolder, 'dist/library/index.js'), 'utf8');
    expect(entry.match(/^import/gm)?.length ?? 0).toBeLessThanOrEqual(2);
  });

  test(
    'has types with which correct programs compile, including those of its documentation, and wrong ones do not',
    async () => {
      const { stdout, exitCode } = await inProject(TSC, '-p', '.');
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
    },
    MINUTES,
  );

  test('without a prebuilt addon, says in one line how to build it, and reads captures', async () => {
    const other = join(installed.folder, 'other');
    cpSync(installed.packageFolder, other, { recursive: true });
    rmSync(join(other, 'prebuilds'), { recursive: true });
    const program = join(other, 'bin/sysshark');
    const { stderr, exitCode } = await installed.run(program, '-n', '1');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^sysshark: no capture addon .*"npm run build:native" in ${other}`));
    expect(stderr.split('\n').length).toBe(1);
    expect((await installed.run(program, '-r', CAPTURE, '-n', '1')).exitCode).toBe(0);
  });

  describeLiveBesideOthers('captures this machine', () => {
    test('at once, on a machine without a compiler, clang or libbpf', async () => {
      const { stdout, exitCode } = await installed.run(installed.program, '-n', '20');
      expect({ lines: stdout.split('\n').length, exitCode }).toEqual({ lines: 20, exitCode: 0 });
    });

    test('only as root; another user gets an error that says what is missing', async () => {
      const options = { uid: NOBODY, gid: NOBODY, env: { NODE_OPTIONS: '' }, reject: false } as const;
      const { stderr, exitCode } = await execa(installed.program, ['-n', '1'], options);
      expect({ stderr, exitCode }).toEqual({
        stderr: expect.stringMatching(/lacks CAP_BPF and CAP_PERFMON: use sudo/),
        exitCode: 1,
      });
    });

    test(
      'as the documentation of the library shows it',
      async () => {
        const file = join(installed.folder, 'capture.scap');
        const url = 'http://127.0.0.1:8642/';
        const server = `require('http').createServer((_, to) => to.end('hello')).listen(8642, () => fetch('${url}').then(() => process.exit()))`;
        await execa(installed.program, [
          '-w',
          file,
          '--',
          'sh',
          '-c',
          'cat "$1" >/dev/null; node -e "$2"',
          'sh',
          CAPTURE,
          server,
        ]);
        const read = await inProject('built/top-files.js', file);
        expect(read.stdout).toMatch(new RegExp(`^ *${statSync(CAPTURE).size} ${CAPTURE}$`, 'm'));
        const times = await inProject('built/time-of-programs.js', file);
        expect(times.stdout).toMatch(/^ *\d+\.\d{3} ms \/\S+ \w+$/m);
        const followed = await inProject('built/follow.js', file, '8642');
        expect(followed.stdout).toMatch(/->127\.0\.0\.1:8642 <- "GET \/ HTTP\/1\.1/);
        const called = await inProject('built/calls-of-command.js', 'cat', '/dev/null');
        expect(called.stdout).toMatch(/^1 execve$/m);
        const busy = execa('timeout', ['20', 'sh', '-c', 'while :; do cat /dev/null; done'], { reject: false });
        const slow = await inProject('built/slow-calls.js', '1');
        busy.kill();
        expect(slow.stdout).toMatch(/^slowest so far: .*\n(.*\n)*\w+: \d+ calls, median \d+ ns, 99 % within \d+ ns/);
      },
      MINUTES,
    );

    test(
      'with an addon that is built in its folder, if the build tools are there',
      async () => {
        const own = join(installed.folder, 'own');
        cpSync(installed.packageFolder, own, { recursive: true });
        rmSync(join(own, 'prebuilds'), { recursive: true });
        await execa('npm', ['run', 'build:native'], { cwd: own });
        const { stdout } = await execa(join(own, 'bin/sysshark'), ['-n', '2']);
        expect(stdout.split('\n').length).toBe(2);
      },
      5 * MINUTES,
    );
  });
});
