/** Captures of logs in the page. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, rowsInSight, until, withPage, withPageOf } from '../helpers/browser.js';
import { goTo } from '../helpers/details-pane.js';
import { startInspector } from '../helpers/inspector.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
const TRAIL = scratch.path('trail.scap');

afterAll(async () => {
  await closeBrowser();
  scratch.remove();
});

const record = (n: number, more: object = {}): object => ({
  eventTime: `2024-03-01T10:00:0${n}Z`,
  eventType: 'AwsApiCall',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  userIdentity: { type: 'IAMUser', userName: n % 2 === 0 ? 'ann' : 'bob', list: [1, { deep: 'a "word"' }] },
  ...more,
});

beforeAll(async () => {
  const records = [record(1), record(2, { errorCode: 'AccessDenied' }), record(3, { readOnly: false })];
  writeFileSync(scratch.path('trail.json'), JSON.stringify({ Records: records }));
  await sysshark(['-I', `cloudtrail:${scratch.path('trail.json')}`, '-w', TRAIL]);
});

const line = (page: Page, name: string) =>
  page.locator('.tree .field', {
    has: page.locator('.nm', { hasText: new RegExp(`^${name.replace(/[[\]\\/.]/g, '\\$&')}$`) }),
  });
/** Waits until the list has so many events, and its heading. */
const shows = (page: Page, count: number): Promise<void> =>
  until(page, `document.querySelector('#events').ariaRowCount === '${count + 1}'`);

const marked = async (page: Page): Promise<string> => {
  const texts = await page.locator('.hex .hi').allTextContents();
  // each line has the bytes in hexadecimal, then the same as text
  return texts.filter((text) => !/^(?:[0-9a-f]{2} +)+$/.test(text)).join('');
};

describeWithBrowser('a capture of CloudTrail', () => {
  test('begins with its columns; its buttons filter, and again show all', async () => {
    await withPage(TRAIL, async (page) => {
      const titles = await page.getByRole('columnheader').allTextContents();
      expect(titles.slice(2, 5)).toEqual(['Service', 'Event name', 'Error code']);
      const time = page.locator('.row > :nth-child(2)').first();
      expect(await time.textContent()).toBe('2024-03-01 10:00:01.000000000');
      await page.keyboard.press('Control+Alt+2');
      await until(page, `document.querySelector('.row > :nth-child(2)').textContent === '10:00:01.000000000'`);
      await page.reload();
      await until(page, `document.querySelector('.row > :nth-child(2)')?.textContent === '10:00:01.000000000'`);
      const errors = page.getByRole('button', { name: 'Errors' });
      await errors.click();
      await shows(page, 1);
      expect(await errors.getAttribute('aria-pressed')).toBe('true');
      await errors.click();
      await shows(page, 3);
      expect(await errors.getAttribute('aria-pressed')).toBe('false');
    });
  });

  test('has its record as a tree, whose values are marked in the bytes', async () => {
    await withPage(TRAIL, async (page) => {
      await page.keyboard.press('j');
      // its fields may be in other places than those of the first event
      await page.getByText('event 2', { exact: true }).waitFor();
      await line(page, 'ct.name').click();
      expect(await marked(page)).toBe('"GetObject"');
      const deep = 'json.value[/userIdentity/list/1/deep]';
      await line(page, deep).click();
      expect(await marked(page)).toBe('"a \\"word\\""');
      expect(await line(page, deep).getAttribute('aria-level')).toBe('5');
      await line(page, 'json.value[/userIdentity]').click();
      expect(await line(page, deep).count()).toBe(0);
      expect(await line(page, 'json.value[/userIdentity]').getAttribute('aria-expanded')).toBe('false');
      expect(await marked(page)).toMatch(/^\{"type":"IAMUser".*\}$/);
      await page.locator('#tree').focus();
      await page.keyboard.press('ArrowRight');
      expect(await line(page, deep).count()).toBe(1);
      await page.keyboard.press('Enter');
      expect(await line(page, deep).count()).toBe(0);
      await page.locator('.hex span', { hasText: 'word' }).first().click();
      expect(await line(page, deep).getAttribute('aria-selected')).toBe('true');
      await line(page, 'json.value[/userIdentity/userName]').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Apply as filter' }).click();
      await page.getByRole('menuitem', { name: 'Selected', exact: true }).click();
      // that of the second event
      await shows(page, 1);
    });
  });

  test('that is read from log files begins at its first event, and ends', async () => {
    const path = scratch.path('long.json');
    const records = Array.from({ length: 500 }, (_, i) => record(1, { eventID: `e-${i}` }));
    writeFileSync(path, JSON.stringify({ Records: records }));
    const inspector = await startInspector(['-I', `cloudtrail:${path}`]);
    try {
      await withPageOf(inspector, async (page) => {
        await until(page, `document.querySelector('footer').textContent.includes('all read')`);
        await shows(page, records.length);
        expect((await rowsInSight(page))[0]?.position).toBe(0);
        expect(await page.getByText('capture ended').count()).toBe(0);
      });
    } finally {
      await inspector.end();
    }
  });

  test('has the views that logs have, and counts the values of a column, any field, or that of a cell', async () => {
    await withPage(TRAIL, async (page) => {
      const views = await page.locator('nav a').allTextContents();
      expect(views).toEqual(['Events', 'Values', 'Graph', 'Properties']);
      await page.keyboard.press('v');
      const rows = page.getByRole('region', { name: 'Table: Values' }).locator('tbody tr');
      const cells = (): Promise<string[][]> =>
        page.evaluate<string[][]>(
          `[...document.querySelectorAll('.stats tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))`,
        );
      await rows.first().waitFor();
      expect(await cells()).toEqual([['s3', '3']]);
      await page.getByRole('button', { name: 'User name' }).click();
      await rows.nth(1).waitFor();
      expect(await cells()).toEqual([
        ['bob', '2'],
        ['ann', '1'],
      ]);
      await until(page, `new URLSearchParams(location.search).get('k') === 'ct.user'`);
      await page.getByRole('button', { name: 'Other field' }).click();
      await page.keyboard.type('ct.readonly');
      await page.keyboard.press('Enter');
      await until(page, `document.querySelector('.stats th')?.textContent.startsWith('ct.readonly')`);
      await until(page, `new URLSearchParams(location.search).get('k') === 'ct.readonly'`);
      await page.goBack();
      await until(page, `document.querySelector('.stats th')?.textContent.startsWith('ct.user')`);
      await rows.first().press('Enter');
      await shows(page, 2);
      await page.locator('.row', { hasText: 'AccessDenied' }).waitFor({ state: 'detached' });
      await page.locator('.row .no').first().waitFor();
      await page.getByRole('gridcell', { name: 'GetObject' }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Count its values' }).click();
      await until(page, `document.querySelector('.stats th')?.textContent.startsWith('ct.name')`);
      await rows.first().waitFor();
      expect(await cells()).toEqual([['GetObject', '2']]);
    });
  });

  test('has no keys and no views of calls, and says so', async () => {
    await withPage(TRAIL, async (page) => {
      const reason = page.getByText('This is about system calls, which a log does not have.');
      const notice = page.locator('footer .notice');
      for (const key of ['n', 'd', 'Enter', 'f', '2']) {
        await page.keyboard.press('y');
        await page.keyboard.press('t');
        await until(page, `document.querySelector('footer .notice').textContent.startsWith('Copied')`);
        await page.locator('body').press(key);
        await reason.waitFor();
        expect(await notice.textContent()).toBe(await reason.textContent());
        expect(await page.getByRole('grid').isVisible()).toBe(true);
      }
      await page.keyboard.press('?');
      const help = page.getByRole('dialog', { name: 'Keys' });
      expect(await help.getByText('Mark', { exact: true }).count()).toBe(1);
      expect(await help.getByText('Next of the thread').count()).toBe(0);
      await page.keyboard.press('Escape');
      await page.evaluate(`history.replaceState(null, '', '?v=calls')`);
      await page.reload();
      await page.locator('.stats', { hasText: 'about system calls' }).waitFor();
    });
  });

  test('draws its events and errors over time', async () => {
    await withPage(TRAIL, async (page) => {
      await page.keyboard.press('8');
      await page.getByRole('button', { name: 'Table' }).click();
      await page.locator('.graph tbody tr').first().waitFor();
      await until(page, `!/…|so far/.test(document.querySelector('.series').textContent)`);
      const sums = await page.evaluate<
        number[]
      >(`[1, 2].map((column) => [...document.querySelectorAll('.graph tbody tr')]
        .reduce((sum, row) => sum + Number(row.children[column].textContent), 0))`);
      expect(sums).toEqual([3, 1]);
    });
  });

  test('has gaps only where its events are in order', async () => {
    const times = Array.from({ length: 30 }, (_, i) => `2024-03-0${i < 20 ? 1 : 5}T10:00:${i + 10}Z`);
    let trails = 0;
    const gaps = async (of: readonly string[]): Promise<string[]> => {
      const records = of.map((eventTime) => record(1, { eventTime }));
      writeFileSync(scratch.path('gaps.json'), JSON.stringify({ Records: records }));
      const trail = scratch.path(`gaps-${++trails}.scap`);
      await sysshark(['-I', `cloudtrail:${scratch.path('gaps.json')}`, '-w', trail]);
      let found: string[] = [];
      await withPage(trail, async (page) => {
        await until(page, `document.querySelector('header').textContent.includes('2024-03-05')`);
        await page.locator('#events').press('PageDown');
        await page.locator('.row .no', { hasText: /^25$/ }).waitFor();
        await page.locator('#events').press('Home');
        await page.locator('.row .no', { hasText: /^1$/ }).waitFor();
        found = await page.locator('.gap:not([hidden])').allTextContents();
      });
      return found;
    };
    expect(await gaps(times)).toEqual(['4 d later']);
    expect(await gaps(times.toReversed())).toEqual([]);
    expect(await gaps([times[0] as string, ...times.slice(1).toReversed()])).toEqual([]);
  });

  test('draws months of events over time', async () => {
    const days = ['2024-01-01', '2024-02-10', '2024-02-10', '2024-03-31'];
    const records = days.map((day) => record(1, { eventTime: `${day}T10:00:00Z` }));
    writeFileSync(scratch.path('months.json'), JSON.stringify({ Records: records }));
    const months = scratch.path('months.scap');
    await sysshark(['-I', `cloudtrail:${scratch.path('months.json')}`, '-w', months]);
    await withPage(months, async (page) => {
      const rows = (): Promise<string[]> =>
        page.evaluate<string[]>(`[...document.querySelectorAll('.graph tbody tr')]
          .map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent).join(': '))`);
      await page.keyboard.press('8');
      await page.getByText('fitting (1 d)').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Table' }).click();
      await until(page, `document.querySelectorAll('.graph tbody tr').length === 3`);
      expect(await rows()).toEqual(['0 ns: 1', '40 d: 2', '90 d: 1']);
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/series?interval=604800000000000', async (route) => {
        await released;
        await route.continue();
      });
      await page.getByLabel('interval').selectOption('7 d');
      // days are no weeks
      await until(page, `document.querySelectorAll('.graph tbody tr').length === 0`);
      release();
      await until(page, `document.querySelectorAll('.graph tbody tr')[1]?.textContent.startsWith('35 d')`);
      expect(await rows()).toEqual(['0 ns: 1', '35 d: 2', '84 d: 1']);
    });
  });

  test('leads to a time, and sorts by it, where events are in another order', async () => {
    writeFileSync(scratch.path('mixed.json'), JSON.stringify({ Records: [record(3), record(1), record(2)] }));
    const mixed = scratch.path('mixed.scap');
    await sysshark(['-I', `cloudtrail:${scratch.path('mixed.json')}`, '-w', mixed]);
    await withPage(mixed, async (page) => {
      await goTo(page, '10:00:02', 3);
      await page.getByRole('columnheader', { name: 'Time' }).getByRole('button').first().click();
      await until(page, `document.querySelector('[aria-rowindex="2"] .no')?.textContent === '2'`);
      const nums = (await rowsInSight(page)).map(({ cells }) => cells[0]);
      expect(nums).toEqual(['2', '3', '1']);
    });
  });
});
