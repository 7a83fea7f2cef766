/** What the page builds does not grow with the capture. */

import { copyFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, shownCount, until, withPage } from '../helpers/browser.js';
import { isAt } from '../helpers/details-pane.js';
import { startInspector } from '../helpers/inspector.js';
import { expectBounded } from '../helpers/list-bounds.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';

const MB = 1 << 20;
/** A million events: CI has a minute for them. test/extra has 10 million. */
const REPETITIONS = 150;
const EVENTS = 1_000_000;
/** Bytes that the process may take: some twice what it needs. */
const PROCESS = 300 * MB;

const scratch = makeScratch();
afterAll(() => scratch.remove());
afterAll(closeBrowser);

const count = (page: Page, selector: string): Promise<number> => page.locator(selector).count();

describeWithBrowser('the size of the page', () => {
  test('rows are recycled, whatever is in sight', async () => {
    await withPage(sharedPath('captures', 'sf-setns.scap'), async (page) => {
      await until(page, `document.querySelector('footer').textContent.includes('all read')`);
      expect(await shownCount(page)).toBeGreaterThan(1000);
      await page.keyboard.press('PageDown');
      const rows = await count(page, '.row');
      expect(rows).toBeLessThan(60);
      for (const key of ['End', 'PageUp', 'PageUp', 'Home', 'PageDown']) {
        await page.keyboard.press(key);
        await page.waitForTimeout(60);
        expect(await count(page, '.row')).toBe(rows);
        expect(await count(page, '.layer *')).toBeLessThan(rows * 40);
      }
    });
  });

  test('of millions of events nothing but what is in sight is built, asked for and kept', async () => {
    const capture = scratch.path('large.scap');
    repeatCapture(sharedPath('captures', 'sf-setns.scap'), capture, REPETITIONS);
    const inspector = await startInspector([capture]);
    try {
      await expectBounded(inspector, { events: EVENTS, process: PROCESS });
    } finally {
      await inspector.end();
    }
  });

  test('a capture with a long name leaves room for all views', async () => {
    const capture = scratch.path(`${'a long name '.repeat(16)}.scap`);
    copyFileSync(sharedPath('captures', 'sf-nginx.scap'), capture);
    await withPage(capture, async (page) => {
      const isWhole = `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('nav'))`;
      expect(await page.evaluate<boolean>(isWhole)).toBe(true);
    });
  });

  test('without a token nothing is shown but what to do', async () => {
    await withPage(sharedPath('captures', 'sf-nginx.scap'), async (page) => {
      expect(page.url()).not.toContain('#');
      const other = await page.context().newPage();
      await other.goto(new URL('/', page.url()).href);
      await other.getByText('This tab may not read the capture.').waitFor();
      expect(await count(other, '.row')).toBe(0);
    });
  });

  test('a link leads to its filter, event and view', async () => {
    await withPage(
      sharedPath('captures', 'sf-nginx.scap'),
      async (page) => {
        await page.getByText('179 of 799').waitFor();
        await isAt(page, 25743);
        await page.keyboard.press('2');
        await until(page, `location.search.includes('v=calls')`);
        await page.goBack();
        await until(page, `!location.search.includes('v=calls')`);
        await page.getByRole('grid').waitFor();
      },
      { query: '?f=proc.pid%3D6466&e=637' },
    );
  });
});
