/** How columns look. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, filter, until, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');

afterAll(closeBrowser);

const header = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true });

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

/** Where the texts of a column stand, in its title and in all its cells. */
const alignsOf = (page: Page, at: number): Promise<string[]> =>
  page.evaluate<string[]>(`[...new Set(
    [...document.querySelectorAll('.title:nth-child(${at}), .row:not([hidden]) > :nth-child(${at})')]
      .map((cell) => getComputedStyle(cell).textAlign),
  )]`);
const isAligned = (page: Page, at: number, align: string) =>
  until(
    page,
    `getComputedStyle(document.querySelector('.row:not([hidden]) > :nth-child(${at})')).textAlign === '${align}'`,
  );

describeWithBrowser('a column', () => {
  test('is aligned, whatever its rows look like', async () => {
    await withPage(NGINX, async (page) => {
      await header(page, 'TID').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Align' }).click();
      const lines = page.getByRole('menuitemcheckbox');
      expect(await lines.filter({ hasText: 'Right' }).getAttribute('aria-checked')).toBe('true');
      await lines.filter({ hasText: 'Left' }).click();
      await isAligned(page, 7, 'left');
      expect(await alignsOf(page, 7)).toEqual(['left']);
      await command(page, 'align event centre');
      await isAligned(page, 4, 'center');
      // rows of several colours, drawn anew
      await filter(page, 'proc.pid=6466');
      expect(await alignsOf(page, 4)).toEqual(['center']);
      await page.reload();
      await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
      expect([await alignsOf(page, 4), await alignsOf(page, 7)]).toEqual([['center'], ['left']]);
    });
  });

  test('has a title of the user, or its own again', async () => {
    await withPage(NGINX, async (page) => {
      await header(page, 'TID').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Title…' }).click();
      const box = page.getByRole('dialog', { name: 'Title of a column' });
      expect(await box.getByRole('textbox').inputValue()).toBe('TID');
      await box.getByRole('textbox').fill('<b>Thread</b>');
      await page.keyboard.press('Enter');
      await header(page, '<b>Thread</b>').waitFor();
      await page.reload();
      await header(page, '<b>Thread</b>').waitFor();
      await command(page, 'title of <b>thread');
      await box.getByRole('textbox').fill('');
      await page.keyboard.press('Enter');
      await header(page, 'TID').waitFor();
    });
  });
});
