import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { ChiselArg } from '../../src/analysis/chisel.js';
import { CHISELS } from '../../src/analysis/registry.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { chiselLines } from '../helpers/chisels.js';
import {
  FORGED,
  FORGED_HEADING,
  HOSTILE,
  hostileCapture,
  hostileEvents,
  hostileHeader,
} from '../helpers/hostile-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);
const CAPTURE = scratch.path('hostile.scap');
writeFileSync(CAPTURE, hostileCapture());
const READ = ['-r', CAPTURE];
const HEADER = hostileHeader();
const EVENTS = hostileEvents();

/** A value for each argument of chisels; optional ones are left out, but keys are given: they are text. */
const WORDS: Readonly<Record<string, string>> = {
  KEY: 'proc.name,fd.name,evt.args',
  MIN_MS: '0',
  IP: '10.0.0.1',
  PORT: '443',
  FILE: scratch.path('around.scap'),
  RANGE_MS: '1',
  MAX_DEPTH: '9',
  COMMAND: 'bash',
  BY: 'url',
};

function wordsOf({ name, isOptional }: ChiselArg): string[] {
  if (isOptional === true && name !== 'KEY') return [];
  expect(WORDS).toHaveProperty(name);
  return [WORDS[name] as string];
}

/** Chisels that print only numbers, addresses and types of calls, or that need switches (topprocs_cpu) or a server (acceptqueues). */
const NUMBERS: ReadonlySet<string> = new Set(
  'topprocs_cpu topcontainers_cpu topthreads_cpu topcpus acceptqueues topscalls topscalls_time topconns topports_server topports_client iobytes iobytes_file iobytes_net iograph conversations endpoints spectrogram subsecoffset around'.split(
    ' ',
  ),
);

const chiselWords = CHISELS.map(({ name, args }) => ['-c', name, ...args.flatMap(wordsOf)]);

/** Fields for lines, except those for table columns and those that require an argument. */
const TEXT_FIELDS = BUILT_IN_FIELDS.fields.filter(
  (field) => !field.isFilterOnly && field.arg !== 'required' && !field.isStateful,
);
const WITH_ARGUMENT = ['data', 'path', 'name', 'args', 'addr', 'tuple', 'comm', 'oldpath'].flatMap((name) => [
  `evt.arg.${name}`,
  `evt.rawarg.${name}`,
]);
const ALL_FIELDS = [...TEXT_FIELDS.map(({ name }) => name), ...WITH_ARGUMENT, 'proc.env[A]', 'proc.aname[1]'];
/** Many fields of the first events. */
const FEW = ['-n', '80'];
const ALL = `*%evt.num ${ALL_FIELDS.map((name) => `%${name}`).join(' ')} %toupper(proc.name) %tolower(evt.arg.name)`;
const COLUMNS = ALL_FIELDS.flatMap((name) => ['-e', name]);

/** Every form of lines, by name. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'the default format': [],
  'whole arguments and colours': ['-v', '--color', 'always'],
  containers: ['-pc'],
  'pods and names of interfaces': ['-pk', '--iface-names'],
  'all fields': [...FEW, '-p', ALL],
  '-A': ['-A'],
  '-x': ['-x'],
  '-X': ['-X'],
  '-b': ['-b'],
  'all fields, a name first, and -A': [...FEW, '-A', '-v', '-p', `*%proc.name ${ALL}`],
  'all fields and -X': [...FEW, '-X', '-p', ALL],
  'columns of all fields': [...FEW, '-T', 'fields', ...COLUMNS],
  'quoted columns and -A': [...FEW, '-T', 'fields', '-A', '-E', 'quote=d,header=y', ...COLUMNS],
};
const JSON_FORMS: readonly (readonly string[])[] = [['-j'], ['-T', 'ndjson'], [...FEW, '-j', '-A', '-p', ALL]];

interface Shown {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

async function piped(args: readonly string[]): Promise<Shown> {
  const { stdout, stderr } = await execa(PROGRAM, [...args], {
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    env: { TZ: 'UTC' },
  });
  return { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The bytes that a terminal gets from both outputs. */
async function onTerminal(args: readonly string[]): Promise<Buffer> {
  const script = scratch.path('line.sh');
  writeFileSync(script, `exec ${[PROGRAM, ...args].map(quoted).join(' ')}`, 'latin1');
  const { stdout } = await execa('script', ['-qec', `sh ${script}`, '/dev/null'], {
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    input: '',
    env: { TZ: 'UTC', TERM: 'xterm' },
  });
  return Buffer.from(Buffer.from(stdout).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for them
const COLORS = /\x1b\[[\d;]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for them
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/;
/** C1 controls, and characters that change the direction of text or end a line. */
const COMMANDS = /[\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Expects that text consists of our lines only, none of them forged. */
function expectHarmless(text: Buffer, forged: readonly string[] = [FORGED]): void {
  const lines = text.toString('latin1').replace(COLORS, '').split('\n');
  const found = lines.filter((line) => CONTROLS.test(line) || forged.some((start) => line.startsWith(start)));
  expect(found.slice(0, 5)).toEqual([]);
}

/** Expects the same, and that a terminal shows all of it. */
function expectShown(text: Buffer, forged?: readonly string[]): void {
  expectHarmless(text, forged);
  const unicode = new TextDecoder('utf-8', { fatal: true }).decode(text);
  const found = unicode.split('\n').filter((line) => COMMANDS.test(line));
  expect(found.slice(0, 5)).toEqual([]);
}

describe('hostile names and data', () => {
  test.each(Object.entries(FORMS))('forge no lines and no terminal commands: %s', async (_, form) => {
    const { stdout, stderr } = await piped([...READ, ...form]);
    expect(stderr.toString()).toMatch(/^(Elapsed time.*\n)?$/);
    expectHarmless(stdout);
    expect(stdout.includes('forged')).toBe(true);
    const shown = await onTerminal([...READ, ...form]);
    expectShown(shown);
    expect(shown.includes('\xc3\xa9y', 0, 'latin1')).toBe(true);
  });

  test.each(CHISELS.map((chisel) => [chisel.name, chisel] as const))(
    'forge no lines and no terminal commands: -c %s',
    (name, chisel) => {
      const args = chisel.args.flatMap(wordsOf);
      const lines = chiselLines(chisel, { header: HEADER, events: EVENTS, args, context: { isVerbose: true } });
      const text = Buffer.from(lines.join('\n'), 'latin1');
      expectHarmless(text, lines.some((line) => line.startsWith('------ Read')) ? [FORGED, FORGED_HEADING] : [FORGED]);
      expect(text.includes('forged')).toBe(!NUMBERS.has(name));
    },
  );

  test('forge no lines and no terminal commands if all chisels run', async () => {
    const { stdout, stderr } = await piped([...READ, '-v', ...chiselWords.flat(), '-S']);
    expectHarmless(stdout, [FORGED, FORGED_HEADING]);
    expect(stdout.includes('forged')).toBe(true);
    expect(stderr.toString()).toMatch(/^(Elapsed time.*\n)+$/);
  });

  test('forge no lines and no terminal commands on a terminal if all chisels run', async () => {
    const shown = await onTerminal([...READ, '-v', ...chiselWords.flat(), '-S']);
    expectShown(shown, [FORGED, FORGED_HEADING]);
    expect(shown.includes('\xc3\xa9y', 0, 'latin1')).toBe(true);
  });

  test.each(JSON_FORMS.map((form) => [form.slice(-2).join(' ').slice(0, 9), form]))(
    'are valid JSON: %s',
    async (_, form) => {
      const { stdout } = await piped([...READ, ...form]);
      expectShown(stdout);
      const objects = stdout
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      expect(objects.length).toBeGreaterThan(70);
    },
  );

  test('are shown byte for byte with --raw-bytes, which a terminal requires twice', async () => {
    const { stdout } = await piped([...READ, '--raw-bytes', '-p', '%proc.name']);
    expect(stdout.includes(HOSTILE, 0, 'latin1')).toBe(true);
    const error = await onTerminal([...READ, '--raw-bytes']);
    expect(error.toString()).toMatch(/^sysshark: with --raw-bytes, .* give it twice to allow that\n$/);
    const shown = await onTerminal([...READ, '--raw-bytes', '--raw-bytes', '-p', '%proc.name']);
    expect(shown.includes('\x9b2J\xff', 0, 'latin1')).toBe(true);
  });

  test('are compared by filters and tables as they are, not as they are shown', async () => {
    const named = (name: string) => piped([...READ, '-p', '%evt.num', `proc.name contains "${name}"`]);
    expect((await named('x\\n7')).stdout.length).toBeGreaterThan(0);
    expect((await named('x.7')).stdout.toString()).toBe('');
  });
});

const LONG = 'x'.repeat(100_000);
/** As a word of the command line, which must be UTF-8. */
const WORD = `x\n${FORGED}\x1b[2J\x07\r\x7f\u009b2J\u202e\u2066\u2028y`;
const inFolder = (name: string): string => scratch.path(name.replaceAll('/', ':'));

/** Invalid command lines and captures that contain hostile text. */
const MISTAKES: readonly (readonly string[])[] = [
  ['-r', inFolder(WORD)],
  ['-r', CAPTURE, '-w', `${scratch.path('absent')}/${WORD}`],
  ['-r', CAPTURE, '-C', '1', '-w', `${scratch.path('absent')}/${WORD}`],
  ['-r', inFolder(`text ${WORD}`)],
  ['-r', inFolder(`cut ${WORD}`), '-q'],
  ['-r', inFolder(`damaged ${WORD}`), '-q'],
  ['-r', CAPTURE, WORD],
  ['-r', CAPTURE, `proc.name="${WORD}`],
  ['-r', CAPTURE, `evt.type=${WORD.replaceAll(/\s/g, '')}`],
  ['-r', CAPTURE, `proc.name="é${WORD}" and nothing`],
  ['-r', CAPTURE, '-p', `%proc.name ${WORD} %nothing${WORD}`],
  ['-r', CAPTURE, '-T', 'fields', '-e', `proc.name${WORD}`],
  ['-r', CAPTURE, '-T', 'fields', '-e', 'proc.name', '-E', WORD],
  ['-r', CAPTURE, '-n', WORD],
  ['-r', CAPTURE, '-t', WORD],
  ['-r', CAPTURE, `--${WORD}`],
  ['-r', CAPTURE, '-c', WORD],
  ['-r', CAPTURE, '-c', 'fdbytes_by', WORD],
  ['-r', CAPTURE, '-c', 'scallslower', WORD],
  ['-i', WORD],
  ['-s', WORD],
  ['--buffer', WORD],
  ['-Z', WORD, '-q'],
  ['completion', WORD],
  ['doctor', WORD],
  ['merge', WORD],
];

/** The options of a command line, as a label: test reports go to a terminal, too. */
const labelOf = (words: readonly string[]): string =>
  words.map((word) => (word.includes('forged') ? '…' : word)).join(' ');

const linesOf = (text: Buffer): string[] => text.toString().split('\n').slice(0, -1);

describe('error messages', () => {
  const bytes = hostileCapture();
  const damaged = Buffer.from(bytes);
  damaged.writeUInt32LE(3, damaged.length - 4);
  writeFileSync(inFolder(`text ${WORD}`), 'no capture');
  writeFileSync(inFolder(`cut ${WORD}`), bytes.subarray(0, bytes.length - 9));
  writeFileSync(inFolder(`damaged ${WORD}`), Buffer.concat([damaged, bytes.subarray(bytes.length - 100, -50)]));

  test.each(MISTAKES.map((words) => [labelOf(words), words] as const))(
    'contain no terminal commands: %s',
    async (_, words) => {
      const { stdout, stderr } = await piped(words);
      expect(stdout.toString()).toBe('');
      expectShown(stderr);
      const [first, ...others] = linesOf(stderr);
      expect(first).toMatch(/^sysshark: /);
      // a filter or format is shown below, with a caret under the position
      expect(others.length).toBe(others.length === 0 ? 0 : 2);
      if (others.length > 0) expect(others[1]).toMatch(/^ *\^$/);
    },
  );

  test.each([
    ['a field', LONG, 60],
    ['a value', `evt.type=${LONG}`, 9],
    ['many conditions', `${'proc.name=a or '.repeat(6666)}nothing=1`, 60],
    ['an option', `--${LONG}`, -1],
  ])('are short if they repeat a long word: %s', async (_, word, place) => {
    const { stderr } = await piped(['-r', CAPTURE, word]);
    const [first = '', shown = '', caret = ''] = linesOf(stderr);
    expect(first.length).toBeLessThan(1100);
    expect(shown.length).toBeLessThan(120);
    if (place >= 0) expect(shown[caret.indexOf('^')]).toBe(word === LONG ? 'x' : place === 9 ? 'x' : 'n');
  });

  test('show the position in text of many scripts', async () => {
    const { stderr } = await piped(['-r', CAPTURE, `proc.name=${'é\u202e'.repeat(40)} and nothing=1`]);
    const [, shown = '', caret = ''] = linesOf(stderr);
    expect(shown.slice(caret.indexOf('^'))).toMatch(/^nothing=1/);
  });
});
