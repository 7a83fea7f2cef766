/** The list of 10 million events. */
import { afterAll, expect, test } from '@jest/globals';
import { closeBrowser, describeWithBrowser, filter, shownCount, withPageOf } from '../helpers/browser.js';
import { startInspector } from '../helpers/inspector.js';
import { expectBounded } from '../helpers/list-bounds.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const MB = 1 << 20;
const REPETITIONS = 1300;
const EVENTS = 10_000_000;
const PROCESS = 500 * MB;
const LIMIT_MS = 600_000;

const scratch = makeScratch();
afterAll(() => scratch.remove());
afterAll(closeBrowser);

describeWithBrowser('10 million events', () => {
  test(
    'take no more of the page than a thousand, and 500 MB of the process',
    async () => {
      const capture = scratch.path('large.scap');
      repeatCapture(sharedPath('captures', 'sf-setns.scap'), capture, REPETITIONS);
      const inspector = await startInspector([capture]);
      try {
        await expectBounded(inspector, { events: EVENTS, process: PROCESS });
        await withPageOf(inspector, async (page) => {
          await page.locator('#events').press('End');
          const count = await shownCount(page);
          await page.getByText(`row ${count.toLocaleString('en')} of`).waitFor();
          await filter(page, 'evt.type=execve');
          const { stdout } = await sysshark(['-r', capture, '-p', '%evt.num', 'evt.type=execve']);
          expect(await shownCount(page)).toBe(stdout.split('\n').length);
        });
      } finally {
        await inspector.end();
      }
    },
    LIMIT_MS,
  );
});
