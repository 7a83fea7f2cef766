/** What pages do costs the capture nothing: a storm is recorded as well as with no page. */
import { request } from 'node:http';
import { expect, test } from '@jest/globals';
import type { CaptureInfo } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { describeLive } from '../helpers/live.js';

const CALLS = 300_000;
/** As fast as it can, but no longer than ten seconds. */
const STORM = `alarm 10; for (1..${CALLS}) { getppid() }`;
/** Filters that need the events, and tables. */
const HEAVY = ['evt.arg.data contains x', 'fd.name contains y or evt.args contains z', 'evt.deltatime>1000000'];
const TABLES = ['calls', 'files', 'processes', 'errors'];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens what goes on, and never reads it. Returns what ends that. */
function openUnread({ address, token }: Inspector): () => void {
  const asked = request(`${address}/api/changes`, { headers: { authorization: `Bearer ${token}` } });
  asked.on('response', (answer) => answer.pause());
  asked.on('error', () => undefined);
  asked.end();
  return () => asked.destroy();
}

/** Asks what takes long, again and again, until the capture has ended. */
async function askMuch({ address, token }: Inspector, hasEnded: () => boolean): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  for (let round = 0; !hasEnded(); round++) {
    const filters = HEAVY.map((filter) => `${filter} or evt.num=${round}`);
    await Promise.all([
      ...filters.map((filter) =>
        fetch(`${address}/api/views`, { method: 'POST', headers, body: JSON.stringify({ filter }) }),
      ),
      ...TABLES.map((name) => fetch(`${address}/api/stats/${name}`, { headers })),
    ]);
  }
}

/** Records the storm; the events of its calls, and those that were lost. */
async function storm(isWatched: boolean): Promise<{ readonly found: number; readonly lost: number }> {
  const inspector = await startInspector(['evt.type=getppid', '--', '/usr/bin/perl', '-e', STORM]);
  let hasEnded = false;
  const close = isWatched ? openUnread(inspector) : (): void => undefined;
  const asking = isWatched ? askMuch(inspector, () => hasEnded) : Promise.resolve();
  for (;;) {
    const { progress } = await inspector.get<CaptureInfo>('/api/capture');
    hasEnded = progress.isComplete;
    if (hasEnded) {
      await asking;
      const { count } = await inspector.view('evt.type=getppid');
      close();
      expect((await inspector.end()).exitCode).toBe(0);
      return { found: count, lost: progress.losses.events ?? Number.NaN };
    }
    await pause(200);
  }
}

describeLive('a page beside a storm', () => {
  test('that stops reading and asks much makes no event be lost', async () => {
    const alone = await storm(false);
    const watched = await storm(true);
    expect(alone.found + alone.lost).toBe(2 * CALLS);
    expect(watched.found + watched.lost).toBe(2 * CALLS);
    expect(watched.lost).toBeLessThanOrEqual(alone.lost);
  });
});
