/** Every row of docs/DIFFERENCES.md that can be checked is still true: a row without a difference fails. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { formattedLines } from '../helpers/default-lines.js';
import {
  DIFFERENT_FIELDS,
  DISPUTED_FILTERS,
  ENDS_REFERENCE,
  EVENTS_THAT_CHANGE_MORE,
  EVENTS_THAT_SHOW_MORE,
  LISTENER_FIELDS,
  NEEDS_ARGUMENT,
  OTHER_FILTERS,
  SPELLINGS,
  UNREADABLE_CAPTURES,
} from '../helpers/differences.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { int, text } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { runOracle } from '../helpers/oracle.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const SERVER = 1000;
const WORKER = 1001;
const named = (tid: number, code: Parameters<typeof namedEvent>[0], values = {}) => namedEvent(code, tid, values);

const STREAM_SOCKET = { domain: int(2, 4), type: int(1, 4) };

/**
 * Not found in recorded captures: a connection that is refused, a descriptor number that is reopened while it is being closed, a file mode, a link, the end of a
 * call that waits, without its beginning, and a process that cannot be made.
 */
const STORY = [
  named(SERVER, 'CLOSE_E', { fd: int(4, 8) }),
  named(WORKER, 'OPENAT_2_E', { dirfd: int(-100, 8), name: text('/tmp/new') }),
  named(WORKER, 'OPENAT_2_X', { fd: int(4, 8), dirfd: int(-100, 8), name: text('/tmp/new') }),
  named(SERVER, 'CLOSE_X'),
  named(SERVER, 'CLONE3_X', { res: int(-11, 8) }),
  named(SERVER, 'FSTAT_E', { fd: int(4, 8) }),
  named(SERVER, 'CHMOD_X', { filename: text('/tmp/new'), mode: int(0o644, 4) }),
  named(SERVER, 'OPENAT_2_X', {
    fd: int(5, 8),
    dirfd: int(-100, 8),
    name: text('/tmp'),
    flags: int(0x2041, 4),
    mode: int(0o755, 4),
  }),
  named(SERVER, 'SYMLINKAT_X', { target: text('new'), linkdirfd: int(-100, 8), linkpath: text('link') }),
  named(SERVER, 'MKDIRAT_X', { res: int(-2, 8), dirfd: int(2, 8), path: text('a') }),
  named(SERVER, 'RENAME_X', { res: int(-2, 8), oldpath: text('a'), newpath: text('b') }),
  named(SERVER, 'NANOSLEEP_X'),
  named(SERVER, 'SOCKET_E', STREAM_SOCKET),
  named(SERVER, 'SOCKET_X', { ...STREAM_SOCKET, fd: int(9, 8) }),
  named(SERVER, 'CONNECT_E', { fd: int(9, 8), addr: Buffer.from([2, 10, 0, 0, 9, 0x38, 0x15]) }),
  named(SERVER, 'CONNECT_X', { res: int(-111, 8), fd: int(9, 8) }),
];
/** More than a second, so that all parts of a latency differ. */
const STEP_NS = 1_000_000_001n;
/** Evidence that an event changes more. */
const CHANGES = [
  named(SERVER, 'PRCTL_X', { option: int(15, 4), arg2_str: text('renamed') }),
  named(SERVER, 'FSTAT_E', { fd: int(4, 8) }),
];
/** Evidence that an event finds its thread: after the end of the thread. */
const LATE = [
  named(WORKER, 'PROCEXIT_1_E'),
  named(SERVER, 'FSTAT_E', { fd: int(4, 8) }),
  named(WORKER, 'SCHEDSWITCH_6_E'),
];
const CAPTURES = ['falco-cat-write', 'libs-sample', 'sf-alpine', 'sf-setns', 'sf-tcp-client-server'];
/** Random captures to search for a difference; the first few show all of them. */
const RANDOM_CAPTURES = 40;
const BETWEEN = '\x1e';
const END = '\x1f';

describeWithShared('docs/DIFFERENCES.md', () => {
  const scratch = makeScratch();
  afterAll(scratch.remove);
  const story = scratch.path('story.scap');
  writeFileSync(
    story,
    capture(
      STORY.map((one, i) => eventBlock({ ...one, ts: 1_700_000_000_000_000_000n + BigInt(i) * STEP_NS })),
      sampleHeader(),
    ),
  );
  const paths = [...CAPTURES.map((name) => sharedPath('captures', `${name}.scap`)), story];

  const rowsOf = (lines: readonly string[]): string[][] =>
    lines
      .join('\n')
      .split(END)
      .map((row) => row.split(BETWEEN));

  /** Those of some fields that differ in a capture. */
  async function differing(path: string, fields: readonly string[]): Promise<string[]> {
    const format = `*${fields.map((name) => `%${name}`).join(BETWEEN)}${END}`;
    const theirs = rowsOf(runOracle(path, ['-p', format]).lines);
    const ours = rowsOf(await formattedLines(path, format));
    return fields.filter((_, column) => ours.some((row, i) => row[column] !== theirs[i]?.[column]));
  }

  async function selected(path: string, filter: string): Promise<string[]> {
    const emit = compileFormat('*%evt.num', DEFAULT_FIELD_CONTEXT);
    const numbers: string[] = [];
    await walkEvents(path, {
      filter: compileFilter(filter, DEFAULT_FIELD_CONTEXT),
      each: (evt) => numbers.push(emit(evt) ?? ''),
    });
    return numbers;
  }

  const theirSelection = (path: string, filter: string) => runOracle(path, ['-f', filter, '-p', '*%evt.num']);

  test.each([
    ['fields', DIFFERENT_FIELDS],
    ['fields of listening sockets', LISTENER_FIELDS],
    ['fields without their argument', NEEDS_ARGUMENT],
  ])('%s: each differs somewhere', async (_, fields) => {
    const seen = new Set<string>();
    for (const path of paths) for (const name of await differing(path, [...fields])) seen.add(name);
    expect([...fields].filter((name) => !seen.has(name))).toEqual([]);
  });

  test.each([...ENDS_REFERENCE])('%s ends the reference', async (field) => {
    expect(runOracle(story, ['-p', `*%evt.num %${field}`]).stderr).toContain('wrong param type');
    expect(await formattedLines(story, `*%evt.num %${field}`)).toHaveLength(STORY.length);
  });

  /** Captures to search for a difference: recorded ones, the story, and random ones. */
  function* candidates(): Generator<string> {
    yield* paths;
    const random = scratch.path('random.scap');
    for (let seed = 1; seed <= RANDOM_CAPTURES; seed++) {
      writeRandomCapture(random, seed);
      yield random;
    }
  }

  test.each(OTHER_FILTERS.map((row) => [row.example, row] as const))('%s selects other events', async (filter, row) => {
    expect(filter).toMatch(row.pattern);
    for (const path of candidates()) {
      const { status, lines } = theirSelection(path, filter);
      expect(status).toBe(0);
      if (lines.join() !== (await selected(path, filter)).join()) return;
    }
    throw new Error('it selects the same events');
  });

  test.each(DISPUTED_FILTERS.map((row) => [row.example, row] as const))('%s is accepted by only one', (filter, row) => {
    const theirs = theirSelection(story, filter);
    const compile = () => compileFilter(filter, DEFAULT_FIELD_CONTEXT);
    if (row.isOurs) expect(compile).toThrow(row.message);
    else expect(compile).not.toThrow();
    // status 1 means rejected; it may abort later
    expect(theirs.status === 1).toBe(!row.isOurs);
    if (!row.isOurs) expect(theirs.stderr).toMatch(row.message);
  });

  test.each([...EVENTS_THAT_CHANGE_MORE])('%s changes more', async (event) => {
    const path = scratch.path('changes.scap');
    writeFileSync(path, capture(CHANGES.map(eventBlock), sampleHeader()));
    expect((await formattedLines(path, '*%evt.type'))[0]).toBe(event);
    expect(await formattedLines(path, '*%proc.name')).not.toEqual(runOracle(path, ['-p', '*%proc.name']).lines);
  });

  test.each([...EVENTS_THAT_SHOW_MORE])('%s shows more', async (event) => {
    const path = scratch.path('shows.scap');
    writeFileSync(path, capture(LATE.map(eventBlock), sampleHeader()));
    const format = '*%evt.type %proc.name';
    const [ours, theirs] = [(await formattedLines(path, format)).at(-1), runOracle(path, ['-p', format]).lines.at(-1)];
    expect([ours?.split(' ')[0], theirs]).toEqual([event, `${event} <NA>`]);
    expect(ours).not.toBe(theirs);
  });

  test.each(SPELLINGS)('%s is %s to the reference', async (ours, theirs) => {
    const path = sharedPath('captures', 'libs-curl-google.scap');
    expect(theirSelection(path, ours).status).toBe(1);
    const { lines } = theirSelection(path, theirs);
    expect(lines.length).toBeGreaterThan(0);
    expect(await selected(path, ours)).toEqual(lines);
  });

  test.each([...UNREADABLE_CAPTURES])('%s cannot be read by the reference', (name) => {
    expect(runOracle(sharedPath('captures', `${name}.scap`)).status).toBe(1);
  });
});
