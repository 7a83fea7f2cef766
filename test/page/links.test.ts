/** Addresses of the page carry what it shows: filter, event, view, order and columns. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  closeBrowser,
  describeWithBrowser,
  filter,
  IS_KNOWN,
  rowsInSight,
  until,
  withPage,
} from '../helpers/browser.js';
import { addressed } from '../helpers/details-pane.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
afterAll(closeBrowser);

const titles = (page: Page): Promise<string[]> => page.getByRole('columnheader').allTextContents();

/** Waits until the rows and the details that the address leads to are there. */
async function opened(page: Page): Promise<void> {
  await page.locator('.row.sel').waitFor();
  await page.getByRole('treeitem').first().waitFor();
  await until(page, IS_KNOWN);
}

describeWithBrowser('links', () => {
  test('open what was shown', async () => {
    let query = '';
    let shown: unknown;
    await withPage(NGINX, async (page) => {
      await filter(page, 'proc.name=nginx and evt.type in (writev, write)');
      await page.keyboard.press('End');
      await page.keyboard.press('k');
      await until(page, IS_KNOWN);
      const num = (await page.locator('.row.sel > *').first().textContent()) ?? '';
      await addressed(page, NGINX, num);
      query = `${new URL(page.url()).search}&s=-evt.latency&c=evt.num,evt.type,evt.latency,fd.name,evt.args`;
    });
    await withPage(
      NGINX,
      async (page) => {
        await opened(page);
        shown = [await rowsInSight(page), await titles(page), await page.locator('.row.sel').textContent()];
        expect(new URLSearchParams(new URL(page.url()).search)).toEqual(new URLSearchParams(query));
        expect((await titles(page)).length).toBe(5);
      },
      { query },
    );
    await withPage(
      NGINX,
      async (page) => {
        await opened(page);
        expect([await rowsInSight(page), await titles(page), await page.locator('.row.sel').textContent()]).toEqual(
          shown,
        );
      },
      { query },
    );
  });

  test('with columns change nobody’s own, and leave out what is no field', async () => {
    await withPage(
      NGINX,
      async (page) => {
        expect((await titles(page)).length).toBe(2);
        await page.goto(`${new URL(page.url()).origin}/`);
        await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
        expect((await titles(page)).length).toBe(12);
      },
      { query: '?c=evt.type,no.such,evt.num' },
    );
  });

  test.each([
    ['calls', 'Calls'],
    ['properties', 'Properties'],
  ])('open a view: %s', async (name, title) => {
    await withPage(NGINX, async (page) => {
      // the tab has shown the token once
      await page.goto(`${new URL(page.url()).origin}/?v=${name}`);
      await page.locator('nav [aria-current]').getByText(title).waitFor();
    });
  });
});
