/** Libraries of Falco plugins: one in C that does what it is told (test/plugins/plugin.c), hosted for real. */
import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { buildPlugin } from '../helpers/plugin-library.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);
/** What the plugin says on standard error and in its log whenever it is used. */
const CHATTER = ['shown', 'printed', 'closed', 'destroyed'];

beforeAll(() => {
  buildPlugin(path('libtester.so'));
  buildPlugin(path('libfields.so'), 'NAME="fields"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"test\\"]"');
});

const own = (...args: string[]) => sysshark([...AS_ROOT, ...args], { cwd: path('') });

/** Reads what the plugin is told to deliver; messages are those of the plugin without its chatter, in order. */
async function told(words: string, ...args: string[]) {
  const { stdout, stderr, exitCode } = await own('-I', `./libtester.so:${words}`, ...args);
  const messages = stderr
    .split('\n')
    .map((line) => line.replace('sysshark: ./libtester.so: ', ''))
    .filter((line) => line !== '' && !CHATTER.includes(line));
  return { lines: stdout.split('\n'), stderr, messages, exitCode };
}

describe('events and fields', () => {
  test('values of all types', async () => {
    const format =
      '%t.text %t.letters %t.length %t.max %t.sizes %t.long %t.time %t.isa %t.ip %t.char[1] %evt.rawtime %thread.tid';
    expect(await told('abc,xyz', '-p', format)).toMatchObject({
      lines: [
        'abc (a,b,c) 3 18446744073709551615 (1,1152921504606846976) 1500000000 1000000000 true 192.0.2.1 b 1000000000 -1',
        'xyz (x,y,z) 3 18446744073709551615 (1,1152921504606846976) 1500000000 2000000000 false 192.0.2.1 y 2000000000 -1',
      ],
      exitCode: 0,
    });
    // one that fails does not take the others along
    const { lines } = await told('abc', '-j', '-p', '%t.text %t.letters %t.max %t.sizes %t.isa %t.ip %t.none');
    expect(lines.map((line) => line.replace(/\d{19,}/g, '"$&"'))).toEqual([
      JSON.stringify({
        ...{ 't.ip': '192.0.2.1', 't.isa': true, 't.letters': ['a', 'b', 'c'], 't.max': '18446744073709551615' },
        ...{ 't.none': null, 't.sizes': [1, '1152921504606846976'], 't.text': 'abc' },
      }),
    ]);
  });

  test('arguments are keys and, where they can be, indices', async () => {
    const { lines } = await told('abc', '-p', '%t.key[foo]|%t.key[3]|%t.key|%t.char[0]');
    expect(lines).toEqual(['foo 0 1|3 3 1|- 0 0|a']);
    for (const wrong of ['%t.char', '%t.char[x]', '%t.char[01]'])
      expect(await told('abc', '-p', wrong)).toMatchObject({ exitCode: 1, lines: [''] });
  });

  test('filters, and a field that is asked for by filter and line is one', async () => {
    const { lines } = await told(
      'a,bb,ccc,abcd',
      '-p',
      '%evt.num %t.num %t.length',
      't.length > 1 and t.letters intersects (b)',
    );
    expect(lines).toEqual(['2 2 2', '4 4 4']);
    expect((await told('a,bb', '-p', '%t.text', 't.ip = 192.0.2.1 and t.net = 2001:db8::/32')).lines).toEqual([
      'a',
      'bb',
    ]);
    expect((await told('a,bb', '-p', '%t.text', 't.key[x] startswith "x " and evt.num = 2')).lines).toEqual(['bb']);
  });

  test('times and ids that the plugin leaves out, timeouts, data of all kinds, events with the end', async () => {
    const before = Date.now() * 1e6;
    const { lines, exitCode } = await told(
      'id0,now,wait,nul,empty,eof',
      '-p',
      '*%evt.rawtime|%t.text|%t.length|%evt.source',
    );
    const [id0, now, ...others] = lines.map((line) => line.split('|'));
    expect(id0).toEqual(['1000000000', 'id0', '3', 'test']);
    expect(Number(now?.[0])).toBeGreaterThanOrEqual(before);
    expect(others.map(([, ...values]) => values)).toEqual([
      ['n', '3', 'test'],
      ['', '0', 'test'],
    ]);
    expect(exitCode).toBe(0);
    const plain = (await told('abc,empty')).lines;
    expect(plain).toEqual([
      '1 1970-01-01 00:00:01 [tester] told abc',
      '2 1970-01-01 00:00:02 [tester] datalen=0 data=',
    ]);
  });

  test('asynchronous events come among the others; those that are not announced are refused', async () => {
    const { lines, messages } = await told('a,wait,async,badasync,b', '-p', '%evt.num %evt.type %evt.source');
    expect(lines.sort()).toEqual(['1 pluginevent test', '2 my_note test', '3 pluginevent test']);
    expect(messages).toEqual(['refused: the plugin does not announce events of this name']);
  });

  test('thousands of events come in order, in several batches', async () => {
    const words = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const { lines } = await told(words.join(','), '-p', '%evt.num %t.num %t.text');
    expect(lines).toEqual(words.map((word, i) => `${i + 1} ${i + 1} ${word}`));
    const endless = await told('a,b,again', '-n', '20001', '-p', '%t.num');
    expect(endless).toMatchObject({ exitCode: 0, lines: Array.from({ length: 20001 }, (_, i) => `${i + 1}`) });
  });

  test('the configuration is JSON, with extraction in a thread switched off; the plugin is closed and destroyed', async () => {
    const { lines, stderr } = await told('a', '-p', '%t.config %t.parsed');
    expect(lines).toEqual(['{"useAsync":false} 1']);
    expect(stderr.split('\n').map((line) => line.replace('sysshark: ./libtester.so: ', ''))).toEqual(
      expect.arrayContaining(CHATTER),
    );
  });

  test('a capture reads with the library as its events did; without it, it has no fields', async () => {
    expect((await told('abc,empty,xyz', '-w', 'copy.scap')).exitCode).toBe(0);
    for (const form of [
      [],
      ['-j'],
      ['-p', '%evt.num %t.text %t.char[1]', 't.isa=false'],
      ['-c', 'count_by', 't.length'],
    ]) {
      const direct = await told('abc,empty,xyz', ...form);
      const again = await own('-I', './libtester.so', '-r', 'copy.scap', ...form);
      expect({ stdout: again.stdout, exitCode: again.exitCode }).toEqual({
        stdout: direct.lines.join('\n'),
        exitCode: 0,
      });
    }
    // a plugin that has fields only, for events of this source
    const fields = await own('-I', './libfields.so', '-r', 'copy.scap', '-p', '*%t.text %evt.source');
    expect(fields.stdout.split('\n')).toEqual(['<NA> <NA>', '<NA> <NA>', '<NA> <NA>']);
    expect((await own('-r', 'copy.scap', 't.text=abc')).exitCode).toBe(1);
    expect((await own('-I', './libfields.so:x')).stderr).toMatch(/delivers no events: it has fields of others/);
  });

  test('-H gives settings, and adds plugins to captures and sources, which are then known by name', async () => {
    await told('abc,xyz', '-w', 'copy.scap');
    const config = '{"a":1,"useAsync":true}';
    const { stdout } = await own('-H', `./libtester.so:${config}`, '-r', 'copy.scap', '-p', '%t.config %t.text');
    expect(stdout).toBe(`${config} abc\n${config} xyz`);
    const named = await own('-H', './libtester.so', '-I', 'tester:a:b', '-p', '%t.config %t.text');
    expect(named.stdout).toBe('{"useAsync":false} a:b');
    // two libraries: the fields of one, the source of the other
    buildPlugin(path('libother.so'), 'NAME="other"', 'PREFIX="o"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"test\\"]"');
    const both = await own(
      '-H',
      './libtester.so',
      '-H',
      './libother.so',
      '-r',
      'copy.scap',
      '-p',
      '%t.text %o.text %o.num',
    );
    expect(both.stdout).toBe('abc abc 1\nxyz xyz 2');
    expect((await own('-H', './libtester.so:{', '-r', 'copy.scap')).stderr).toMatch(/its configuration is no JSON/);
  });

  test('-H adds fields to logs that are read here', async () => {
    buildPlugin(
      path('libtrail.so'),
      ...['NAME="trail"', 'PREFIX="o"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"aws_cloudtrail\\"]"'],
    );
    const records = ['one', 'three'].map(
      (name) => `{"eventTime":"2024-03-01T10:00:00Z","eventType":"x","eventName":"${name}"}`,
    );
    writeFileSync(path('trail.json'), `${records.join('\n')}\n`);
    const { stdout, exitCode } = await own(
      ...['-H', './libtrail.so', '-I', 'cloudtrail:trail.json', '-p', '%ct.name %o.length %o.num'],
      `o.length = ${(records[1] as string).length}`,
    );
    expect({ stdout, exitCode }).toEqual({ stdout: `three ${(records[1] as string).length} 2`, exitCode: 0 });
  });

  test('--plugin-info tells what a library can do', async () => {
    const { stdout } = await own('--plugin-info', './libtester.so');
    expect(stdout).toMatch(
      /^Name: tester$.*^Library: \.\/libtester\.so$.*^ {2}- Event Sourcing \(ID=4242, source='test'\)$/ms,
    );
    const [facts] = JSON.parse((await own('--plugin-info', './libfields.so', '-j')).stdout) as unknown[];
    expect(facts).toMatchObject({
      ...{ name: 'fields', id: null, isBuiltIn: false, capabilities: ['extraction', 'parsing'] },
      settings: { properties: { useAsync: { type: 'boolean' } } },
    });
    expect((await own('sql', '-H', './libtester.so', 'x.scap', 'select 1')).exitCode).toBe(1);
  });

  test('-l lists the fields but the hidden ones', async () => {
    const { stdout } = await own('-I', './libtester.so', '--list=test', 't');
    expect(stdout).toMatch(/^Field Class: tester\nEvent Sources: test$/m);
    expect(stdout).toMatch(/^t\.text +its data$/m);
    expect(stdout).not.toMatch(/t\.config/);
    buildPlugin(path('libelse.so'), 'NAME="else"', 'PREFIX="e"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"test\\"]"');
    const others = await own('-H', './libtester.so', '-H', './libelse.so', '-l', 'else');
    expect(others.stdout).toMatch(/^Field Class: else\nEvent Sources: test$/m);
  });
});

/** What the plugin is told, what is printed, and the error. */
const ENDINGS: readonly (readonly [words: string, lines: readonly string[], error: string])[] = [
  ['a,b,fail', ['a', 'b'], 'it is told to fail'],
  ['a,wait,fail', ['a'], 'it is told to fail'],
  ['a,wait,nothing', ['a'], 'it delivered no events, and said that there are some'],
  ['a,wait,crash', ['a'], 'the plugin crashed (SIGSEGV)'],
  ['a,wait,abort', ['a'], 'the plugin crashed (SIGABRT)'],
  ['a,wait,panic', ['a'], 'the plugin crashed: panic: runtime error: index out of range'],
  ['a,b,crash', ['a', 'b'], 'the plugin crashed (SIGSEGV)'],
  ['a,b,panic', ['a', 'b'], 'the plugin crashed: panic: runtime error: index out of range'],
  ['a,type,b', ['a'], 'it delivered an event of type 3 with 2 parameters, not 322 with 2'],
  ['a,long,b', ['a'], 'it delivered an event of 2147483647 bytes'],
  ['a,short,b', ['a'], 'it delivered an event of 43 bytes with parameters of 4 and 1000'],
  ['a,foreign,b', ['a'], 'it delivered an event of plugin 1, but is 4242'],
  ['a,null,b', ['a'], 'it delivered an event that is NULL'],
  ['refuse', [''], 'it is told to refuse'],
];

describe('what ends the plugin is said in one line, and what came before stays', () => {
  test.each(ENDINGS)('%s', async (words, lines, error) => {
    expect(await told(words, '-p', '%t.text')).toMatchObject({ lines, messages: [error], exitCode: 1 });
    await told(words, '-w', 'kept.scap');
    if (words === 'refuse') return;
    const kept = await own('-I', './libtester.so', '-r', 'kept.scap', '-p', '%t.text');
    expect({ stdout: kept.stdout, exitCode: kept.exitCode }).toEqual({ stdout: lines.join('\n'), exitCode: 0 });
  });

  test('a crash in a field: the events before it stay', async () => {
    expect(await told('a,b,bomb,c', '-p', '%t.bomb')).toMatchObject({
      ...{ lines: ['a', 'b'], exitCode: 1 },
      messages: ['the plugin crashed (SIGSEGV)'],
    });
  });

  test('a field that answers what it must not', async () => {
    expect(await told('a', '-p', '%t.many')).toMatchObject({
      ...{ lines: [''], exitCode: 1 },
      messages: ['field t.many: it has 2 values'],
    });
  });

  test('a plugin that waits for ever is ended by Ctrl-C; its events stay', async () => {
    const child = execa(PROGRAM, [...AS_ROOT, '-I', './libtester.so:a,wait,block', '-p', '%t.text'], {
      ...{ cwd: path(''), reject: false, buffer: true },
    });
    child.stdout?.once('data', () => child.kill('SIGINT'));
    expect(await child).toMatchObject({ stdout: 'a', exitCode: 0 });
    const few = await told('a,b,wait,block', '-n', '1', '-p', '%t.text');
    expect({ lines: few.lines, exitCode: few.exitCode }).toEqual({ lines: ['a'], exitCode: 0 });
  }, 30_000);
});

/** Macros of libraries that cannot be used, and the error. */
const UNUSABLE: readonly (readonly [macros: readonly string[], error: string])[] = [
  [['API="4.0.0"'], 'needs version 4.0.0 of the plugin API; here is 3.12.0, whose first number differs'],
  [['API="3.13.0"'], 'needs version 3.13.0 of the plugin API; here is 3.12.0, whose second number is less'],
  [['API="3.12.1"'], 'needs version 3.12.1 of the plugin API; here is 3.12.0, whose third number is less'],
  [['API="3.x"'], 'asks for the plugin API "3.x", which is no version'],
  [['LACKS_DESTROY'], 'no plugin: it lacks the function plugin_destroy'],
  [['LACKS_OPEN'], 'has only some of the functions open, close and next_batch'],
  [['NEEDS_TABLE'], 'needs the state table "threads", which is not offered here'],
];

describe('libraries that cannot be used', () => {
  test.each(UNUSABLE)('%j', async (macros, error) => {
    buildPlugin(path('libwrong.so'), ...macros);
    const { stdout, stderr, exitCode } = await own('-I', './libwrong.so:a');
    const messages = stderr.split('\n').filter((line) => !/: (shown|printed|destroyed)$/.test(line));
    expect({ stdout, messages, exitCode }).toEqual({
      ...{ stdout: '', exitCode: 1 },
      messages: [`sysshark: ./libwrong.so: ${error}`],
    });
  });

  test('a file that is none, or does not exist', async () => {
    expect((await own('-I', './no.so:a')).stderr).toMatch(
      /^sysshark: \.\/no\.so: cannot be loaded: [^\n]*No such file[^\n]*$/,
    );
    expect((await own('-I', '/etc/passwd.so')).exitCode).toBe(1);
  });

  test('older versions of the interface are fine', async () => {
    buildPlugin(path('libold.so'), 'API="3.0.0"');
    expect((await own('-I', './libold.so:a', '-p', '%t.text')).stdout).toBe('a');
  });
});

testIf(process.getuid?.() === 0)('a library is not run as root by accident', async () => {
  expect(await sysshark(['-I', './libtester.so:a'], { cwd: path('') })).toMatchObject({
    ...{ stdout: '', exitCode: 1 },
    stderr: 'sysshark: ./libtester.so would run as root: name a user with -Z, or say -Z root',
  });
  chmodSync(path(''), 0o755);
  const asNobody = await sysshark(['-Z', 'nobody', '-I', './libtester.so:a', '-p', '%t.text'], { cwd: path('') });
  expect(asNobody.stdout).toBe('a');
});
