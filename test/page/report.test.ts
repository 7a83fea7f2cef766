/** A report in a browser, opened as a file: it says what the page of the server says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  allRows,
  closeBrowser,
  describeWithBrowser,
  filter,
  shownCount,
  until,
  withPage,
  withReport,
} from '../helpers/browser.js';
import { addressed, details, goTo } from '../helpers/details-pane.js';
import { hostileCapture } from '../helpers/hostile-capture.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const scratch = makeScratch();
afterAll(async () => {
  scratch.remove();
  await closeBrowser();
});

const made = new Map<string, string>();

async function reportOf(capture: string): Promise<string> {
  const known = made.get(capture);
  if (known !== undefined) return known;
  const path = scratch.path(`${made.size}.html`);
  expect(await sysshark(['report', capture, '-o', path])).toMatchObject({ exitCode: 0, stderr: '' });
  made.set(capture, path);
  return path;
}

async function chosen(page: Page, num: number): Promise<string> {
  await goTo(page, num);
  const bytes = await page.locator('.hex').textContent();
  return `${await details(page).locator('.scroll').textContent()} ${bytes}`;
}

/** Values of a field and how many events have them, as the page lists them, each with the filter it leads to. */
async function valuesOf(page: Page, field: string): Promise<string[]> {
  await page.getByRole('button', { name: 'Other field' }).click();
  await page.keyboard.type(field);
  await page.keyboard.press('Enter');
  await until(page, `document.querySelector('.stats th')?.textContent.startsWith('${field}')`);
  await page.locator('.stats tbody tr').first().waitFor();
  const rows = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.stats tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent).join(' '))`,
  );
  return rows.sort();
}

describeWithBrowser('a report', () => {
  test('lists the events, and tells of them, as the server does', async () => {
    const nums = [25735, 25743, 26231];
    let rows: unknown;
    const told: string[] = [];
    await withPage(NGINX, async (page) => {
      rows = await allRows(page);
      for (const num of nums) told.push(await chosen(page, num));
    });
    await withReport(await reportOf(NGINX), async (page) => {
      expect(await allRows(page)).toEqual(rows);
      for (const [i, num] of nums.entries()) expect(await chosen(page, num)).toBe(told[i]);
      await page.keyboard.press('Enter');
      await page.keyboard.press('n');
      await page.keyboard.press('e');
    });
  });

  test('filters by what it shows as the program does', async () => {
    await withReport(await reportOf(NGINX), async (page) => {
      for (const text of [
        'evt.type=openat',
        'evt.failed=true and not evt.res in (EAGAIN, EALREADY, EINPROGRESS)',
        'proc.name = "nginx" and (evt.type=writev or evt.type = write)',
        'evt.latency>100000',
        'fd.name contains log and evt.dir = <',
        'fd.name != /etc/passwd',
        'evt.is_io_write=true',
        'evt.num>=25735 and evt.num<25743',
        'proc.pid=6466',
        'thread.tid=6466 && evt.category=file',
        'evt.arg.flags contains O_RDONLY',
        'fd.name startswith /var or proc.name endswith d',
        'fd.sport=80',
        'evt.res exists',
      ]) {
        await filter(page, text);
        const expected = await lines('-r', NGINX, text);
        expect([text, await shownCount(page)]).toEqual([text, expected.filter((line) => line !== '').length]);
      }
    });
  });

  test('finds text, and says what it cannot filter by', async () => {
    await withReport(await reportOf(NGINX), async (page) => {
      await filter(page, '304 Not Modified');
      expect(await shownCount(page)).toBeGreaterThan(0);
      const bar = page.getByRole('combobox', { name: 'Display filter' });
      for (const [text, message] of [
        ['fd.name glob /etc/*', 'sysshark ui knows all operators'],
        ['proc.aname=bash', 'a capture can be filtered by more fields'],
        ['evt.type=', 'expected a value'],
        ['evt.latency>1s', 'whole numbers only'],
      ] as const) {
        await bar.fill(text);
        await bar.press('Enter');
        await page.getByRole('alert').getByText(message).waitFor();
      }
    });
  });

  test('shows the tables, whose rows lead to their events', async () => {
    await withReport(await reportOf(NGINX), async (page) => {
      await page.keyboard.press('2');
      await page.locator('tbody tr').first().waitFor();
      await page.locator('tbody tr').first().press('Enter');
      await page.locator('.filter .in.ok').waitFor();
      expect(await shownCount(page)).toBeGreaterThan(0);
    });
  });

  test('counts values of the events that pass its filter, as the server does', async () => {
    const fields = ['evt.type', 'proc.name', 'fd.name', 'evt.buflen', 'evt.res'];
    const filters = ['', 'proc.name = nginx'];
    const counted = async (page: Page): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const text of filters) {
        await page.keyboard.press('1');
        if (text !== '') await filter(page, text);
        await page.locator('body').press('v');
        for (const field of fields) found.push([text, field, await valuesOf(page, field)]);
      }
      return found;
    };
    let expected: unknown[] = [];
    await withPage(NGINX, async (page) => {
      expected = await counted(page);
    });
    await withReport(await reportOf(NGINX), async (page) => {
      expect(await counted(page)).toEqual(expected);
      const row = page.locator('.stats tbody tr').first();
      const events = Number(await row.locator('td').last().textContent());
      await row.press('Enter');
      await page.locator('.filter .in.ok').waitFor();
      await until(page, `document.querySelector('#events').getAttribute('aria-rowcount') === '${events + 1}'`);
    });
  });

  test('draws its events over time, as the server does', async () => {
    const graphs = async (page: Page): Promise<string[][]> => {
      await page.locator('body').press('8');
      await page.getByRole('combobox', { name: 'interval' }).selectOption('1 s');
      await page.getByRole('button', { name: 'Table' }).click();
      const found: string[][] = [];
      for (const titles of [
        ['calls', 'errors'],
        ['events', 'bytes'],
        ['mean latency', 'longest latency'],
      ]) {
        for (const [line, title] of titles.entries())
          await page.getByRole('combobox', { name: `What line ${line + 1} shows` }).selectOption(title);
        await until(
          page,
          `[...document.querySelectorAll('.graph th')].slice(1).map((th) => th.textContent.trim()).join() === '${titles}'`,
        );
        found.push(await page.locator('.graph tbody tr').allTextContents());
      }
      return found;
    };
    let expected: string[][] = [];
    await withPage(NGINX, async (page) => {
      expected = await graphs(page);
    });
    expect(expected.every((rows) => rows.length > 1)).toBe(true);
    await withReport(await reportOf(NGINX), async (page) => {
      expect(await graphs(page)).toEqual(expected);
    });
  });

  test('opens again where its address leads', async () => {
    let hash = '';
    await withReport(await reportOf(NGINX), async (page) => {
      await filter(page, 'evt.type=writev');
      await chosen(page, 25743);
      await addressed(page, NGINX, '25743');
      hash = new URL(page.url()).hash;
    });
    await withReport(
      await reportOf(NGINX),
      async (page) => {
        await details(page).getByText('event 25743', { exact: true }).waitFor();
        await page.locator('.filter .in.ok').waitFor();
        expect(await shownCount(page)).toBe((await lines('-r', NGINX, 'evt.type=writev')).length);
      },
      { hash },
    );
  });

  test('keeps hostile text as text, and asks for nothing', async () => {
    const hostile = scratch.path('hostile.scap');
    writeFileSync(hostile, hostileCapture());
    for (const capture of [hostile, sharedPath('captures', 'libs-curl-google.scap')]) {
      await withReport(await reportOf(capture), async (page) => {
        for (const key of ['2', '3', '4', '5', '6', '7', '8', '9', '1', 'j', 'End', '?', 'Escape']) {
          await page.keyboard.press(key);
          await page.waitForTimeout(80);
          const own = 'img, iframe, object, embed, form[action], body script, body link';
          expect([key, await page.locator(own).count()]).toEqual([key, 0]);
        }
      });
    }
  });

  test.each(['light', 'dark'] as const)('is accessible, %s', async (scheme) => {
    await withReport(
      await reportOf(NGINX),
      async (page) => {
        await page.evaluate(AXE);
        const found = await page.evaluate<{ violations: { id: string }[] }>('axe.run()');
        expect(found.violations.map(({ id }) => id)).toEqual([]);
      },
      { scheme },
    );
  });
});
