/** A sorted view of a pipe whose oldest part is dropped: its rows stay where they are until it is sorted anew. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import type { CaptureInfo, PositionAnswer, Progress, RowsAnswer, ViewInfo } from '../../src/web/protocol.js';
import { startInspector } from '../helpers/inspector.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const MB = 1 << 20;
/** Bytes that a reader may hold back until more come. */
const HELD = 256 << 10;
const scratch = makeScratch();
afterAll(() => scratch.remove());

describeWithShared('a sorted view', () => {
  test('keeps its rows in their places while others are dropped, and is sorted anew at the end', async () => {
    const whole = scratch.path('whole.scap');
    repeatCapture(sharedPath('captures', 'sf-setns.scap'), whole, 60);
    const bytes = readFileSync(whole);
    const pipe = new PassThrough();
    pipe.write(bytes.subarray(0, 12 * MB));
    const { get, address, token, end } = await startInspector(['-r', '-', '--limit', '16M'], pipe);
    const reached = async (isIt: (progress: Progress) => boolean): Promise<Progress> => {
      for (;;) {
        const { progress } = await get<CaptureInfo>('/api/capture');
        if (isIt(progress)) return progress;
        await setTimeout(100);
      }
    };
    /** The same once all that was sent is read, but for what waits for more. */
    const settled = async (sent: number): Promise<Progress> => {
      const { events } = await reached(({ bytes: read }) => read > sent - HELD);
      let held = events;
      return reached((progress) => {
        const isSame = progress.events === held;
        held = progress.events;
        return isSame;
      });
    };
    await settled(12 * MB);
    const headers = { authorization: `Bearer ${token}` };
    const body = JSON.stringify({ filter: 'evt.type=wait4', sort: { field: 'evt.latency', isDown: true } });
    const opened = await fetch(`${address}/api/views`, { method: 'POST', headers, body });
    const { id } = (await opened.json()) as ViewInfo;
    const info = (): Promise<ViewInfo> => get<ViewInfo>(`/api/views/${id}`);
    while ((await info()).count === 0) await setTimeout(20);
    /** All rows by position. */
    const listed = async (count: number): Promise<(number | null)[]> => {
      const rows: (number | null)[] = [];
      for (let from = 0; from < count; from += 500) {
        const asked = Math.min(500, count - from);
        const { events, dropped = [] } = await get<RowsAnswer>(
          `/api/views/${id}/rows?from=${from}&count=${asked}&fields=`,
        );
        const left = events.map(({ row }) => row);
        for (let at = from; at < from + asked; at++)
          rows.push(dropped.includes(at) ? null : (left.shift() ?? Number.NaN));
        expect(left).toEqual([]);
      }
      return rows;
    };
    const before = await info();
    const rows = await listed(before.count);
    expect(rows).not.toContain(null);

    pipe.write(bytes.subarray(12 * MB, 18 * MB));
    const { begin } = await settled(18 * MB);
    const first = begin?.row ?? 0;
    expect(first).toBeGreaterThan(0);
    const after = await info();
    expect([after.count, after.sortings]).toEqual([before.count, before.sortings]);
    const left = rows.map((row) => ((row ?? 0) < first ? null : row));
    expect(left).toContain(null);
    expect(await listed(before.count)).toEqual(left);
    for (const at of [0, 10, 300].map((from) => left.findIndex((row, i) => i >= from && row !== null)))
      expect(await get<PositionAnswer>(`/api/views/${id}/position?row=${left[at]}`)).toEqual({
        position: at,
        isIn: true,
      });

    pipe.end(bytes.subarray(18 * MB));
    await reached(({ isComplete }) => isComplete);
    let last = await info();
    while (!last.isComplete) {
      await setTimeout(20);
      last = await info();
    }
    expect(last.sortings).toBeGreaterThan(before.sortings ?? 0);
    expect(await listed(last.count)).not.toContain(null);
    expect(await end()).toEqual({ exitCode: 0, stderr: '' });
  }, 120_000);
});
