/** Filters that the user gives names. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const OPENS = 'evt.type = open';
const ALL = '799 events';

afterAll(closeBrowser);

async function apply(page: Page, filter: string): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(filter);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('f') === filter);
}

async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Saved' }).click();
  await page.getByRole('menu').getByText(title, { exact: true }).click();
}

async function fill(page: Page, name: string, comment: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Comment').fill(comment);
  await page.keyboard.press('Enter');
}

async function saved(page: Page): Promise<readonly string[]> {
  await page.getByRole('button', { name: 'Saved' }).click();
  const titles = await page.getByRole('menuitemcheckbox').allInnerTexts();
  await page.keyboard.press('Escape');
  return titles.map((title) => title.replaceAll(/\s*\n\s*/g, ' | ').replace(/^✓ \| /, ''));
}

describeWithBrowser('saved filters', () => {
  test('have names and comments, are kept, and are commands', async () => {
    await withPage(NGINX, async (page) => {
      await apply(page, OPENS);
      await choose(page, 'Save this filter…');
      await fill(page, 'Opens', 'what nginx reads');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await saved(page)).toEqual(['Opens | what nginx reads']);
      await choose(page, 'All events');
      await page.waitForURL((url) => !url.searchParams.has('f'));
      await page.reload();
      await page.locator('.found', { hasText: ALL }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('saved opens');
      await page.keyboard.press('Enter');
      await page.getByText(/^\d+ of 799/).waitFor();
      expect(await page.getByRole('combobox', { name: /filter/i }).inputValue()).toBe(OPENS);
    });
  });

  test('are named anew, and forgotten; no two have one name', async () => {
    await withPage(NGINX, async (page) => {
      await apply(page, OPENS);
      await choose(page, 'Save this filter…');
      await fill(page, 'Opens', '');
      expect(await saved(page)).toEqual([`Opens | ${OPENS}`]);
      await apply(page, 'evt.type = close');
      await choose(page, 'Save this filter…');
      await fill(page, 'Opens', '');
      await page.getByText('Another filter is named "Opens"').waitFor();
      await fill(page, 'Closes', '');
      await choose(page, 'Name of this filter…');
      expect(await page.getByLabel('Name').inputValue()).toBe('Closes');
      await fill(page, 'Ends', 'of descriptors');
      expect(await saved(page)).toEqual([`Opens | ${OPENS}`, 'Ends | of descriptors']);
      await choose(page, 'Forget this saved filter');
      expect(await saved(page)).toEqual([`Opens | ${OPENS}`]);
    });
  });
});
