/** Events that the list and its views leave out. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { allRows, closeBrowser, describeWithBrowser, filter, until, withPage, withReport } from '../helpers/browser.js';
import { isAt } from '../helpers/details-pane.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const FILTER = 'proc.pid=6466 or proc.pid=28017';

const scratch = makeScratch();
afterAll(async () => {
  scratch.remove();
  await closeBrowser();
});

const ignored = (page: Page, count: number) => page.getByRole('button', { name: `${count} ignored` });
const numbers = async (page: Page): Promise<unknown[]> => (await allRows(page)).map(({ cells }) => cells[0]);
const printed = (passing: string) => lines('-r', NGINX, '-p', '%evt.num', passing);

/** Ignores the first two events of the list that a filter makes. */
async function ignoreTwo(page: Page): Promise<string> {
  const [first, second, third] = await printed(FILTER);
  await filter(page, FILTER);
  await page.locator('#events').press('Home');
  await isAt(page, first as string);
  await page.keyboard.press('i');
  await isAt(page, second as string);
  await page.keyboard.press('i');
  await isAt(page, third as string);
  await ignored(page, 2).waitFor();
  return `(${FILTER}) and not evt.num in (${first}, ${second})`;
}

/** Calls that ended; of the two that are ignored, one is an end. */
const ENDED = 'evt.rawres exists';
const SHOWN_CALLS = `[...document.querySelectorAll('table td:nth-child(2)')].reduce((sum, { textContent }) => sum + Number(textContent.replaceAll(',', '')), 0)`;

/** Opens the graph, whose lines come one by one, and waits until all its intervals have so many calls. */
async function graphHasCalls(page: Page, count: number): Promise<void> {
  await page.keyboard.press('8');
  const graph = page.getByRole('region', { name: 'Graph', exact: true });
  await graph.getByRole('combobox', { name: 'interval' }).selectOption(String(600e9));
  await graph.getByRole('button', { name: 'Table' }).click();
  await until(page, `${SHOWN_CALLS} === ${count}`);
}

describeWithBrowser('ignored events', () => {
  test('are not in the list, its tables, or what is found', async () => {
    await withPage(NGINX, async (page) => {
      const others = await ignoreTwo(page);
      expect(await numbers(page)).toEqual(await printed(others));
      await page.keyboard.press('2');
      const calls = page.getByRole('region', { name: 'Table: Calls' });
      await calls.getByRole('row').nth(1).waitFor();
      const count = async (): Promise<number> => {
        const cells = await calls.locator('tbody tr > :nth-child(2)').allTextContents();
        return cells.reduce((sum, cell) => sum + Number(cell.replaceAll(',', '')), 0);
      };
      const fewer = await count();
      expect(fewer).toBe((await printed(`${others} and evt.latency>0`)).length);
      await graphHasCalls(page, (await printed(ENDED)).length - 1);
      await page.keyboard.press('I');
      await ignored(page, 2).waitFor({ state: 'hidden' });
      await until(page, `${SHOWN_CALLS} === ${(await printed(ENDED)).length}`);
      const all = await printed(FILTER);
      await page.locator('.found', { hasText: `${all.length} of 799` }).waitFor();
      await page.keyboard.press('1');
      expect(await numbers(page)).toEqual(all);
    });
  });

  test('stay ignored whatever the filter, and are told to whom saves the others', async () => {
    await withPage(NGINX, async (page) => {
      await ignoreTwo(page);
      await page.keyboard.press('x');
      await page.getByText('797 of 799').waitFor();
      await page.keyboard.press('Control+s');
      const box = page.getByRole('dialog', { name: 'Save events' });
      await box.getByText('All shown: 797 events').waitFor();
      const [first, second] = await printed(FILTER);
      await box.getByText(`not evt.num in (${first}, ${second})`).waitFor();
    });
  });

  test('are not in the list of a report', async () => {
    const path = scratch.path('report.html');
    expect(await sysshark(['report', NGINX, '-o', path])).toMatchObject({ exitCode: 0, stderr: '' });
    await withReport(path, async (page) => {
      const others = await ignoreTwo(page);
      expect(await numbers(page)).toEqual(await printed(others));
      await ignored(page, 2).click();
      await page.getByText(`${(await printed(FILTER)).length} of 799`).waitFor();
    });
  });
});
