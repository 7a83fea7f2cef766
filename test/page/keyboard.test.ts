/** A request of nginx, found and read by keys alone. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, rowsInSight, shownCount, withPage } from '../helpers/browser.js';
import { details, isAt } from '../helpers/details-pane.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');

afterAll(closeBrowser);

const keys = async (page: Page, ...names: readonly string[]): Promise<void> => {
  for (const name of names) await page.keyboard.press(name);
};
/** Waits until everything about an event is there. */

async function goTo(page: Page, place: string): Promise<void> {
  await keys(page, 'g');
  await page.keyboard.type(place);
  await keys(page, 'Enter');
}

describeWithBrowser('the page by keys', () => {
  test('finds a request, its answer and its line in the log', async () => {
    await withPage(NGINX, async (page) => {
      await keys(page, '/');
      await page.keyboard.type('proc.name = "nginx" and proc.pid=6466');
      await keys(page, 'Enter');
      await page.getByText('179 of 799').waitFor();
      await goTo(page, '25735');
      await isAt(page, 25735);
      const types = (await rowsInSight(page)).map(({ cells }) => cells[3]);
      for (const type of ['accept', 'recvfrom', 'open', 'fstat', 'writev', 'write', 'close'])
        expect(types).toContain(type);
      await goTo(page, '25743');
      await isAt(page, 25743);
      expect(await page.getByRole('treeitem').filter({ hasText: 'evt.arg.data' }).textContent()).toContain(
        '304 Not Modified',
      );
      await keys(page, 'f');
      const stream = page.getByRole('region', { name: 'Stream' });
      await stream.getByText('GET / HTTP/1.1').first().waitFor();
      expect(await stream.getByRole('article').count()).toBe(20);
      await keys(page, 'Escape');
      await goTo(page, '25745');
      await isAt(page, 25745);
      await keys(page, 'f');
      await stream.getByText('"GET / HTTP/1.1" 304').first().waitFor();
      await keys(page, 'Escape');
      await details(page).waitFor();
    });
  });

  test('goes to partners, neighbours, errors and marks', async () => {
    await withPage(NGINX, async (page) => {
      await goTo(page, '25742');
      await isAt(page, 25742);
      await keys(page, 'm', 'Enter');
      await isAt(page, 25743);
      await keys(page, 'd');
      await isAt(page, 25749);
      await keys(page, 'D');
      await isAt(page, 25743);
      await keys(page, 'n');
      await isAt(page, 25744);
      await keys(page, '[');
      await isAt(page, 25742);
      await keys(page, 'Home', 'e');
      await isAt(page, 21404);
      await keys(page, 'End');
      expect(await page.locator('footer').textContent()).toContain('row 799 of 799');
    });
  });

  test('adds the chosen value to the filter, and takes all filters off', async () => {
    await withPage(NGINX, async (page) => {
      await goTo(page, '25743');
      await isAt(page, 25743);
      await page.getByRole('tree').focus();
      while (!(await page.locator('.tree .on .nm').allTextContents()).includes('evt.type'))
        await keys(page, 'ArrowDown');
      await keys(page, '=');
      await page.getByText('20 of 799').waitFor();
      expect(await page.getByRole('combobox', { name: 'Display filter' }).inputValue()).toBe('evt.type=writev');
      await keys(page, 'x');
      await page.getByText('799 events', { exact: true }).waitFor();
      expect(await shownCount(page)).toBe(799);
    });
  });

  test('opens the menu of an event, and moves, hides and shows columns', async () => {
    await withPage(NGINX, async (page) => {
      const command = async (name: string): Promise<void> => {
        await keys(page, 'Control+k');
        await page.keyboard.type(name);
        await keys(page, 'Enter');
      };
      const titles = () => page.getByRole('columnheader').allTextContents();
      await goTo(page, '21402');
      await isAt(page, 21402);
      await keys(page, '.');
      await page.getByRole('menuitem', { name: 'Conversation filter' }).waitFor();
      await keys(page, 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
      await page.getByText('619 of 799').waitFor();
      expect(await page.getByRole('combobox', { name: 'Display filter' }).inputValue()).toBe('proc.pid=28017');
      await command('move tid left');
      expect((await titles()).slice(5, 7)).toEqual(['TID', 'PID']);
      await command('hide pid');
      expect(await titles()).not.toContain('PID');
      await command('show pid');
      expect((await titles()).slice(5, 7)).toEqual(['TID', 'PID']);
    });
  });

  test('takes only events from one on, or up to one', async () => {
    await withPage(NGINX, async (page) => {
      await goTo(page, '25734');
      await isAt(page, 25734);
      await keys(page, '>');
      await page.locator('.filter .in.ok').waitFor();
      await goTo(page, '25743');
      await isAt(page, 25743);
      await keys(page, '<');
      await page.getByText('10 of 799').waitFor();
    });
  });

  test('a wrong filter leaves the list, and says where it is wrong', async () => {
    await withPage(NGINX, async (page) => {
      await keys(page, '/');
      await page.keyboard.type('proc.pid=6466 and nothing.like=1');
      await keys(page, 'Enter');
      await page.getByRole('alert').filter({ hasText: 'nothing.like' }).waitFor();
      expect(await page.locator('.filter .wrong').textContent()).toBe('nothing.like');
      expect(await shownCount(page)).toBe(799);
    });
  });

  test('completes a field', async () => {
    await withPage(NGINX, async (page) => {
      await keys(page, '/');
      await page.keyboard.type('proc.pid=6466 and evt.laten');
      await page.getByRole('option', { name: 'evt.latency', exact: false }).first().waitFor();
      await keys(page, 'Tab');
      await page.keyboard.type('>1000000');
      await keys(page, 'Enter');
      await page.getByText('10 of 799').waitFor();
    });
  });

  test('every key of the help is there', async () => {
    await withPage(NGINX, async (page) => {
      await keys(page, '?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      expect(await page.locator('.keys dt').count()).toBeGreaterThan(35);
      await keys(page, 'Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await keys(page, 'Control+k');
      await page.keyboard.type('failed calls');
      await keys(page, 'Enter');
      await page.getByText('24 of 799').waitFor();
    });
  });
});
