/** What is found while the list stays whole. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  closeBrowser,
  describeWithBrowser,
  filter,
  shownCount,
  until,
  withPage,
  withReport,
} from '../helpers/browser.js';
import { isAt } from '../helpers/details-pane.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
/** The columns of the list that are searched, as a line. */
const COLUMNS = '%evt.dir %evt.type %proc.name %proc.pid %thread.tid %fd.num %fd.name %evt.info %container.name';
/** A text that filters take in quotes only. */
const QUOTED = '"GET / HTTP/1.1" 304';

const scratch = makeScratch();
afterAll(async () => {
  scratch.remove();
  await closeBrowser();
});

const box = (page: Page) => page.getByRole('textbox', { name: 'What to find' });

/** The numbers of events whose line has a text, in any case. */
async function withText(text: string, passing: string): Promise<string[]> {
  const all = await lines('-r', NGINX, '-p', `*%evt.num ${COLUMNS}`, ...(passing === '' ? [] : [passing]));
  return all.filter((line) => line.toLowerCase().includes(text.toLowerCase())).map((line) => line.split(' ')[0] ?? '');
}

async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+f');
  await until(page, `document.activeElement.id === 'find'`);
  await box(page).fill(text);
  await page.keyboard.press('Enter');
}

describeWithBrowser('what is found', () => {
  test('is every event with a text in its columns, one after the other and around', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'proc.pid=6466');
      const nums = await withText('NOT MODIFIED', 'proc.pid=6466');
      expect(nums.length).toBeGreaterThan(3);
      await page.locator('#events').press('Home');
      await find(page, 'NOT MODIFIED');
      await isAt(page, nums[0] as string);
      for (const num of [...nums.slice(1), nums[0] as string]) {
        await page.keyboard.press('Enter');
        await isAt(page, num);
      }
      await page.getByText('Found from the beginning on.').waitFor();
      await page.keyboard.press('Shift+Enter');
      await isAt(page, nums.at(-1) as string);
      await page.getByText('Found from the end on.').waitFor();
      expect(await shownCount(page)).toBe((await lines('-r', NGINX, 'proc.pid=6466')).length);
    });
  });

  test('has a text in what was read or written, or a number', async () => {
    await withPage(NGINX, async (page) => {
      const [read] = await lines('-r', NGINX, '-p', '%evt.num', 'evt.buffer contains "Not Modified"');
      await find(page, 'Not Modified');
      await isAt(page, read as string);
      await page.locator('#events').press('Home');
      const [number] = await withText('28017', 'evt.num>21166');
      await find(page, '28017');
      await isAt(page, number as string);
      const [written] = await withText(QUOTED, '');
      await page.locator('#events').press('Home');
      await find(page, QUOTED);
      await isAt(page, written as string);
    });
  });

  test('passes a filter, from every pane; the browser goes back', async () => {
    await withPage(NGINX, async (page) => {
      const nums = await lines('-r', NGINX, '-p', '%evt.num', 'evt.type=execve or evt.type=accept');
      await page.keyboard.press('Control+f');
      await page.getByRole('group', { name: 'Find' }).getByRole('button', { name: 'filter' }).click();
      await find(page, 'evt.type=execve or evt.type=accept');
      await isAt(page, nums[0] as string);
      await page.getByRole('tree').focus();
      await page.keyboard.press('F3');
      await isAt(page, nums[1] as string);
      await page.keyboard.press('F3');
      await isAt(page, nums[2] as string);
      await page.keyboard.press('Shift+F3');
      await isAt(page, nums[1] as string);
      expect(await shownCount(page)).toBe(799);
      await find(page, 'proc.nme=x');
      await page.getByText("there is no field 'proc.nme'").waitFor();
      await find(page, 'proc.name=a) or (proc.name=b');
      await page.locator('.find-bar .bad').waitFor();
      await find(page, 'evt.num=1');
      await page.getByText('No event of the list has it.').waitFor();
      await isAt(page, nums[1] as string);
      await page.keyboard.press('Escape');
      expect(await box(page).count()).toBe(0);
    });
  });

  test('is next in the order of a sorted list', async () => {
    await withPage(NGINX, async (page) => {
      const all = await lines('-r', NGINX, '-p', '%evt.num %evt.latency', 'evt.latency>0 and evt.type=read');
      const slowest = all
        .map((line) => line.split(' ') as [string, string])
        .sort((a, b) => Number(b[1]) - Number(a[1]))
        .map(([num]) => num);
      await page.locator('.title[data-field="evt.latency"]').getByRole('button').click();
      await page.locator('.title[data-field="evt.latency"]').getByRole('button').click();
      await until(page, `location.search.includes('s=-evt.latency')`);
      await page.keyboard.press('Control+f');
      await page.getByRole('group', { name: 'Find' }).getByRole('button', { name: 'filter' }).click();
      await find(page, 'evt.latency>0 and evt.type=read');
      await isAt(page, slowest[0] as string);
      for (const num of slowest.slice(1, 5)) {
        await page.keyboard.press('F3');
        await isAt(page, num);
      }
    });
  });

  test('is in a report, too', async () => {
    const path = scratch.path('report.html');
    expect(await sysshark(['report', NGINX, '-o', path])).toMatchObject({ exitCode: 0, stderr: '' });
    await withReport(path, async (page) => {
      await filter(page, 'proc.pid=6466');
      const [first, second] = await withText('NOT MODIFIED', 'proc.pid=6466');
      await page.locator('#events').press('Home');
      await find(page, 'NOT MODIFIED');
      await isAt(page, first as string);
      await page.keyboard.press('Enter');
      await isAt(page, second as string);
      const [written] = await withText(QUOTED, 'proc.pid=6466');
      await page.locator('#events').press('Home');
      await find(page, QUOTED);
      await isAt(page, written as string);
    });
  });
});
