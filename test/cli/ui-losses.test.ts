/** Where events were lost while a capture was recorded, as the page is told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { encodeDrop } from '../../src/scap/drop-block.js';
import { eventTsHi, eventTsLo } from '../../src/scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../../src/schema/block.js';
import type { CaptureInfo, RowsAnswer, StripAnswer } from '../../src/web/protocol.js';
import { startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const CAPTURE = sharedPath('captures', 'sf-files.scap');
/** Shares of the bytes: among the events that are shown, twice at one place, and behind all of them. */
const PLACES = [0.89, 0.8901, 0.9, 1];

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** The capture with marks of losses before the blocks at these shares of its bytes, and the offsets of these blocks in it. */
function withMarks(): { readonly bytes: Buffer; readonly offsets: readonly number[] } {
  const given = readFileSync(CAPTURE);
  const view = new DataView(given.buffer, given.byteOffset, given.length);
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let from = 0;
  let last = 0;
  for (let at = 0; at < given.length; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) {
    if (at >= given.length * (PLACES[offsets.length] ?? 2)) {
      parts.push(given.subarray(from, at), encodeDrop(eventTsHi(view, last), eventTsLo(view, last)));
      offsets.push(at);
      from = at;
    }
    last = at;
  }
  const end = encodeDrop(eventTsHi(view, last), eventTsLo(view, last));
  return { bytes: Buffer.concat([...parts, given.subarray(from), end]), offsets: [...offsets, given.length] };
}

describeWithShared('losses', () => {
  test('are in the list before the event after them, in the strip, and counted', async () => {
    const { bytes, offsets } = withMarks();
    expect(offsets).toHaveLength(PLACES.length);
    const file = scratch.path('marks.scap');
    writeFileSync(file, bytes);
    const inspector = await startInspector([file]);
    try {
      const { id, count } = await inspector.view('');
      expect(count).toBe((await lines('-r', CAPTURE, '-p', '%evt.num')).length);
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1000&fields=evt.num`);
      const after = events.filter(({ isAfterLoss }) => isAfterLoss).map(({ row }) => row);
      // the last mark is behind all events, two may be before the same one
      expect(after.length).toBeGreaterThanOrEqual(2);
      expect(after.length).toBeLessThanOrEqual(3);
      const { progress } = await inspector.get<CaptureInfo>('/api/capture');
      expect(progress.losses).toEqual({ places: PLACES.length, events: null, isExact: true });
      const { lost = [], rows } = await inspector.get<StripAnswer>(`/api/views/${id}/strip?bins=7`);
      expect(lost.reduce((sum, places) => sum + places, 0)).toBe(PLACES.length - 1);
      for (const row of after) expect(lost[rows.findLastIndex((first) => first <= row)]).toBeGreaterThan(0);
      // a filter hides events, not what was lost between those that it shows
      const { id: closes } = await inspector.view('evt.type=close');
      const shown = await inspector.get<RowsAnswer>(`/api/views/${closes}/rows?from=0&count=1000&fields=evt.num`);
      expect(shown.events.some(({ isAfterLoss }) => isAfterLoss)).toBe(true);
    } finally {
      await inspector.end();
    }
  });
});
