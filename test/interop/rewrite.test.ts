import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { callsThatDiffer, notAt, UNREADABLE_CAPTURES } from '../helpers/differences.js';
import { lines as ours } from '../helpers/lines.js';
import { displayOraclePath, runOracle } from '../helpers/oracle.js';
import { readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { share } from '../helpers/seed.js';
import { describeWithShared, hasShared, sharedPath } from '../helpers/shared.js';
import { withoutNumbers } from '../helpers/without-numbers.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const CAPTURES = hasShared ? readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap')) : [];
const READABLE = CAPTURES.filter((name) => !UNREADABLE_CAPTURES.has(name.replace('.scap', '')));

/**
 * The default line without the number (which counts hidden events, too), and fields that depend on the process, user and
 * descriptor lists and the events that change them.
 */
const LINE = '*%evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';
/** The reference prints line ends and control characters as they are. */
const RAW = '--raw-bytes';
const NAMES =
  ' %proc.pname %proc.cmdline %proc.cwd %user.name %group.name %fd.num %fd.type %container.id %container.name';
/** Left out for the reference: for a failed connect it prints the fd.name of an earlier event. */
const FD_NAME = ' %fd.name';
/** Calls whose descriptors the reference knows. */
const ALIKE = notAt(callsThatDiffer('fd.num'));
const FILTERS = [
  'evt.type in (open, openat, read)',
  'evt.dir=<',
  'not user.name=root',
  'fd.type in (ipv4, ipv6)',
  'container.id!=host',
];

/** Lines of the reference; with a filter, of its display filter. */
function theirs(file: string, ...options: string[]): string[] {
  const { lines, stderr, status } = runOracle(file, options, displayOraclePath());
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return lines.map((line) => Buffer.from(line, 'latin1').toString());
}

/** A full or filtered copy of a capture. */
async function copy(capture: string, ...filter: string[]): Promise<string> {
  const path = scratch.path(`copy-of-${basename(capture)}`);
  expect(await ours('-r', capture, '-w', path, ...filter)).toEqual([]);
  return path;
}

describeWithShared('a rewritten capture', () => {
  test.each(CAPTURES)('%s: the copy prints what the original prints, in the reference, too', async (name) => {
    const original = sharedPath('captures', name);
    const path = await copy(original);
    const lines = await ours('-r', original, RAW);
    expect(await ours('-r', path, RAW)).toEqual(lines);
    // it also counts enter events that were made up for it
    expect(withoutNumbers(theirs(path))).toEqual(withoutNumbers(lines));
  });

  test.each(CAPTURES)('%s: the copy has the lists of the original', async (name) => {
    const original = sharedPath('captures', name);
    const [before] = (await readCapture(original)).headers;
    const [after] = (await readCapture(await copy(original))).headers;
    expect(before?.threads.length).toBeGreaterThan(0);
    for (const list of ['machine', 'users', 'groups', 'interfaces'] as const) {
      expect(new Set([after?.[list]].flat())).toEqual(new Set([before?.[list]].flat()));
    }
    expect(after?.threads.map(({ tid }) => tid)).toEqual(before?.threads.map(({ tid }) => tid));
  });

  test('old interface lists are written so that the reference reads them back', async () => {
    const path = await copy(sharedPath('captures', 'libs-curl-google.scap'));
    const [header] = (await readCapture(path)).headers;
    expect(header?.interfaces.length).toBeGreaterThan(1);
    expect(runOracle(path, ['-q']).status).toBe(0);
  });

  test.each(READABLE)('%s: a filtered copy prints what passes in the original', async (name) => {
    const original = sharedPath('captures', name);
    for (const filter of share(FILTERS, READABLE.indexOf(name), 3)) {
      const path = await copy(original, filter);
      const format = LINE + NAMES;
      const lines = theirs(original, '-f', `(${filter}) and ${ALIKE}`, '-p', format);
      expect({ filter, lines: theirs(path, '-f', ALIKE, '-p', format) }).toEqual({ filter, lines });
      expect({ filter, lines: await ours('-r', path, RAW, '-p', format, ALIKE) }).toEqual({ filter, lines });
      const all = await ours('-r', original, '-p', format + FD_NAME, filter);
      expect({ filter, all: await ours('-r', path, '-p', format + FD_NAME) }).toEqual({ filter, all });
    }
  });

  test('a container event that comes first in the copy is not a record of the initial state there', async () => {
    const original = sharedPath('captures', 'falco-privileged-container.scap');
    const path = await copy(original, 'evt.type=container');
    const lines = theirs(original, '-f', 'evt.type=container', '-p', LINE);
    expect(lines.length).toBeGreaterThan(0);
    expect(theirs(path, '-p', LINE)).toEqual(lines);
    expect(await ours('-r', path, RAW, '-p', LINE)).toEqual(lines);
    expect((await readCapture(await copy(path, 'evt.type=container'))).events).toEqual(
      (await readCapture(path)).events,
    );
  });

  test('a copy of a copy is the copy, byte for byte', async () => {
    const first = await copy(sharedPath('captures', 'sf-alpine.scap'), 'evt.type=openat');
    const [one, two] = await Promise.all([readCapture(first), readCapture(await copy(first))]);
    expect(two).toEqual(one);
  });

  test('filtering with one filter and then another gives what both together give', async () => {
    const capture = sharedPath('captures', 'libs-curl-google.scap');
    const both = await ours(
      '-r',
      capture,
      '-p',
      LINE,
      'proc.name=curl and evt.type=openat or proc.name=curl and evt.type=open',
    );
    const first = await copy(capture, 'proc.name=curl');
    const second = scratch.path('second.scap');
    await ours('-r', first, '-w', second, 'evt.type in (open, openat)');
    expect(both.length).toBeGreaterThan(3);
    expect(await ours('-r', second, '-p', LINE)).toEqual(both);
  });
});
