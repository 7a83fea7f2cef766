/** A capture that is looked at while it is written. */
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import type { View } from '../../../src/inspect/view.js';
import { compileFormat } from '../../../src/output/format.js';
import { GrowingContent } from '../../helpers/growing-content.js';
import { lines } from '../../helpers/lines.js';
import { makeScratch } from '../../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';
import { until } from '../../helpers/until.js';

const FILES = sharedPath('captures', 'sf-files.scap');
const FORMAT = '*%evt.num %evt.rawtime %proc.name %fd.name %evt.args';
/** Decided by the index, by reading events again, by the index until an event of another type comes. */
const FILTERS = ['', 'evt.type=close', 'evt.arg.name contains "/"', 'evt.category=file and evt.failed=true'];
/** Shares of its bytes: the events that are shown begin at 0.885. */
const SHARES = [0.001, 0.5, 0.887, 0.89, 0.89333, 0.89777, 1];
const BEGIN = 0.885;

const scratch = makeScratch();
afterAll(() => scratch.remove());

async function linesOf(inspection: Inspection, view: View): Promise<string[]> {
  const write = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
  const found: string[] = [];
  const rows = Array.from({ length: view.count }, (_, position) => view.at(position));
  await inspection.read(rows, (evt) => found.push(write(evt) ?? '') > 0);
  return found;
}

const printed = (filter: string): Promise<string[]> =>
  lines('-r', FILES, '-p', FORMAT, ...(filter === '' ? [] : [filter]));

function grown(view: View, count: number): Promise<void> {
  return until(() => {
    view.update();
    return view.count >= count;
  });
}

describeWithShared('a growing capture', () => {
  test('has the first events of what is there, whatever block is half written, and at the end all', async () => {
    const content = new GrowingContent(scratch.path('growing.scap'), FILES);
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
    const views = FILTERS.map((filter) => inspection.view(filter));
    const expected = await Promise.all(FILTERS.map(printed));
    let last = 0;
    for (const share of SHARES) {
      content.growTo(share);
      if (share > BEGIN) await until(() => inspection.index.kept.count > last);
      last = inspection.index.kept.count;
      for (const [i, view] of views.entries()) {
        view.update();
        const own = await linesOf(inspection, view);
        expect(own).toEqual(expected[i]?.slice(0, own.length));
      }
      expect(inspection.index.problem).toBeNull();
    }
    await inspection.whole();
    for (const [i, view] of views.entries()) {
      await grown(view, (expected[i] as string[]).length);
      expect(await linesOf(inspection, view)).toEqual(expected[i]);
    }
    await inspection.close();
  });

  test('a view that is opened later has what the others have, and grows as they do', async () => {
    const content = new GrowingContent(scratch.path('later.scap'), FILES);
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
    content.growTo(0.895);
    await until(() => inspection.index.kept.count > 10);
    for (const filter of FILTERS.slice(1)) {
      const view = inspection.view(filter);
      const expected = await printed(filter);
      await until(() => {
        view.update();
        return view.count > 0;
      });
      const own = await linesOf(inspection, view);
      expect(own).toEqual(expected.slice(0, own.length));
    }
    await inspection.close();
  });

  test('ends when it is closed, whatever waits for more of it', async () => {
    const content = new GrowingContent(scratch.path('closed.scap'), FILES);
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
    content.growTo(0.89);
    const view = inspection.view('evt.arg.name contains "/"');
    await until(() => inspection.index.kept.count > 0);
    view.close();
    await inspection.close();
    expect(inspection.index.isComplete).toBe(true);
  });
});
