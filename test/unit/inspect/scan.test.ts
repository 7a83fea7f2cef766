/** Searches that read events again, in one thread: those that nobody asks about rest. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { Demand } from '../../../src/inspect/demand.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { WholeScan } from '../../../src/inspect/scan.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { plainMemory } from '../../../src/source/content-memory.js';
import { openRawContent } from '../../../src/source/raw-content.js';
import type { SourceItem } from '../../../src/source/source.js';
import { WrappedSource } from '../../../src/source/wrapped-source.js';
import { selectedNumbers } from '../../helpers/event-walk.js';
import { GrowingContent } from '../../helpers/growing-content.js';
import { repeatCapture } from '../../helpers/repeated-capture.js';
import { makeScratch } from '../../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';
import { until } from '../../helpers/until.js';

const CAPTURE = sharedPath('captures', 'sf-files.scap');
/** Decided by reading events again. */
const FILTER = 'evt.args contains "/"';
const context = DEFAULT_FIELD_CONTEXT;
/** How long searches go on that nobody asks about, in ms. */
const PATIENCE = 50;
/** Bytes of content in memory at a time. */
const WINDOW = 16 << 10;
/** Items of a source that come before it is held. */
const BEFORE = 2;
/** Bytes that are kept of what comes. */
const LIMIT = 1 << 20;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Counts the items that are asked for, of which only the first ones come until it is let go. */
class HeldSource extends WrappedSource {
  asked = 0;
  letGo: () => void = () => undefined;
  private readonly go = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });

  async *items(): AsyncGenerator<SourceItem, void, void> {
    for await (const item of this.source.items()) {
      if (++this.asked > BEFORE) await this.go;
      yield item;
    }
  }
}

describeWithShared('a search that nobody asks about', () => {
  test('rests after the events at hand, and goes on behind them when somebody asks', async () => {
    const inspection = new Inspection(openRawContent(CAPTURE, 0), { context });
    await inspection.whole();
    const { kept } = inspection.index;
    const rows: number[] = [];
    const source = new HeldSource(openCaptureFile(CAPTURE, { memory: plainMemory(WINDOW) }));
    const scan = new WholeScan({
      ...{ kept, filter: compileFilter(FILTER, context), demand: new Demand(PATIENCE) },
      open: () => source,
      add: (row) => rows.push(row),
    });
    await setTimeout(2 * PATIENCE);
    source.letGo();
    const { count } = await inspection.found(FILTER);
    expect(source.asked).toBeLessThanOrEqual(BEFORE + 1);
    expect([scan.isDone, rows.length < count]).toEqual([false, true]);
    await until(() => {
      scan.update();
      return scan.isDone;
    });
    expect(source.asked).toBeGreaterThan(2 * BEFORE);
    expect(rows.map((row) => String(kept.num(row)))).toEqual(await selectedNumbers(CAPTURE, FILTER));
    await inspection.close();
  });

  test('says which events it has searched', async () => {
    const inspection = new Inspection(openRawContent(CAPTURE, 0), { context });
    await inspection.whole();
    const { kept } = inspection.index;
    const found: { readonly row: number; readonly reached: number }[] = [];
    const scan: WholeScan = new WholeScan({
      ...{ kept, filter: compileFilter(FILTER, context), demand: new Demand(PATIENCE) },
      open: () => openCaptureFile(CAPTURE, { memory: plainMemory(WINDOW) }),
      add: (row) => found.push({ row, reached: scan.reached }),
    });
    await until(() => {
      scan.update();
      return scan.isDone;
    });
    expect(found.length).toBe((await inspection.found(FILTER)).count);
    // none is found among those that were searched before
    expect(found.filter(({ row, reached }) => row < reached)).toEqual([]);
    expect(new Set(found.map(({ reached }) => reached)).size).toBeGreaterThan(1);
    expect(scan.reached).toBe(kept.count);
    await inspection.close();
  });

  test('ends when it is stopped', async () => {
    const inspection = new Inspection(openRawContent(CAPTURE, 0), { context });
    await inspection.whole();
    const { kept } = inspection.index;
    const source = new HeldSource(openCaptureFile(CAPTURE, { memory: plainMemory(WINDOW) }));
    const scan = new WholeScan({
      ...{ kept, filter: compileFilter(FILTER, context), demand: new Demand(0) },
      open: () => source,
      add: () => undefined,
    });
    scan.stop();
    await until(() => scan.isDone);
    expect([source.asked, scan.problem]).toEqual([0, null]);
    await inspection.close();
  });

  test('has what is left when it is asked again, however often what it was at was dropped meanwhile', async () => {
    const whole = scratch.path('whole.scap');
    repeatCapture(CAPTURE, whole, 30);
    const content = new GrowingContent(scratch.path('growing.scap'), whole, LIMIT);
    const inspection = new Inspection(content, { context, patience: PATIENCE });
    const expected = await selectedNumbers(whole, FILTER);
    const { kept } = inspection.index;
    content.growTo(0.1);
    const view = inspection.view(FILTER);
    const isCaughtUp = (): boolean => {
      view.update();
      const last = expected.findLast((num) => Number(num) <= kept.num(kept.count - 1));
      return String(kept.num(view.at(view.count - 1))) === last;
    };
    for (let share = 0.1; share < 1; share += 0.1) {
      await setTimeout(2 * PATIENCE);
      const { first } = kept;
      content.growTo(share);
      if (share > 0.2) await until(() => kept.first > first);
      await setTimeout(PATIENCE);
      await until(() => kept.count > 0 && isCaughtUp());
    }
    content.growTo(1);
    await inspection.whole();
    await until(() => {
      view.update();
      return view.isSearched;
    });
    const found = Array.from(view.rows(), (row) => String(kept.num(row)));
    expect([view.problem, found]).toEqual([null, expected.filter((num) => Number(num) >= kept.num(kept.first))]);
    await inspection.close();
  });
});
