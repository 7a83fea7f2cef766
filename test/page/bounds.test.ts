/** What the page builds does not grow with the capture. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, shownCount, until, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';

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
        await page.getByRole('region', { name: 'Details' }).getByText('event 25743', { exact: true }).waitFor();
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
