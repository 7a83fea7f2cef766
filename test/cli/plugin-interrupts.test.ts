/** Libraries of plugins that block: the second Ctrl-C ends them, without the time that they have to end by themselves. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { AS_ROOT } from '../helpers/inspector.js';
import { interruptTwice } from '../helpers/interrupt.js';
import { buildPlugin } from '../helpers/plugin-library.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const LIMIT_MS = 60_000;
/** Less than the time that a plugin has to end by itself. */
const AHEAD_MS = 1000;
const capture = sharedPath('captures', 'sf-nginx.scap');
const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);

/** A library with a field whose value it never gives. */
const STUCK = [
  ...['NAME="calls"', 'PREFIX="c"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"syscall\\"]"'],
  ...['CALLS', 'NO_PARSING', 'STUCK', 'MANY=",\\"isList\\":true"'],
];
const FILTER = 'evt.type=close and c.stuck=1';
const NO_ANSWER = expect.stringContaining('the plugin did not answer, and was ended');

beforeAll(() => {
  buildPlugin(path('libtester.so'));
  buildPlugin(path('libstuck.so'), ...STUCK);
});

/** Starts the program; resolves when it has said a text, at which the plugin blocks. */
async function startUntil(said: string, words: readonly string[]) {
  const child = execa(PROGRAM, [...words, ...AS_ROOT], { reject: false });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
  const whenSaid = (words: string): Promise<void> => until(() => text.includes(words));
  await whenSaid(said);
  // a promise of the child itself would be one of its end
  return { child, whenSaid, said: () => text };
}

describeWithShared('a library that blocks', () => {
  test.each([
    ['beside its events', 'a\n', ['-I', `${path('libtester.so')}:a,wait,block`, '-p', '%t.text'], ['a', 0]],
    ['while it is opened', ': opening', ['-I', `${path('libtester.so')}:hang`], ['', 1]],
    ['in a field', ': stuck', ['-r', capture, '-H', path('libstuck.so'), FILTER], ['', 2]],
  ])(
    '%s is ended some time after one Ctrl-C, and before by a second one',
    async (_, said, words, expected) => {
      const { child: once } = await startUntil(said, words);
      const { child: twice } = await startUntil(said, words);
      once.kill('SIGINT');
      // so that this one ends first unless the other one is ended before its time
      await setTimeout(AHEAD_MS);
      await interruptTwice(twice);
      const [first] = await Promise.race([once.then(() => [once]), twice.then(() => [twice])]);
      expect(first).toBe(twice);
      for (const { stdout, exitCode, stderr } of [await once, await twice]) {
        expect([stdout, exitCode]).toEqual(expected);
        if (exitCode !== 0) expect(stderr).toEqual(NO_ANSWER);
      }
    },
    LIMIT_MS,
  );

  test(
    'does not keep a report from being ended',
    async () => {
      const words = ['report', capture, FILTER, '-H', path('libstuck.so'), '-o', path('report.html')];
      const { child } = await startUntil(': stuck', words);
      await interruptTwice(child);
      expect(await child).toMatchObject({ exitCode: 1, stderr: NO_ANSWER });
    },
    LIMIT_MS,
  );

  test(
    'does not keep the inspector from being ended',
    async () => {
      const words = ['ui', '--no-open', '-H', path('libstuck.so'), capture];
      const { child, whenSaid, said } = await startUntil('#', words);
      const { origin, hash } = new URL(said().match(/^http.*$/m)?.[0] ?? '');
      const headers = { authorization: `Bearer ${hash.slice(1)}` };
      await fetch(`${origin}/api/views`, { method: 'POST', headers, body: JSON.stringify({ filter: FILTER }) });
      await whenSaid(': stuck');
      child.kill('SIGINT');
      expect(await child).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('bug') });
    },
    LIMIT_MS,
  );
});
