/** Views of many events in the page: sorted lists, pictures, tables, and the ways from them to events. */
import { afterAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import {
  closeBrowser,
  describeWithBrowser,
  filter,
  rowsInSight,
  shownCount,
  until,
  withPage,
} from '../helpers/browser.js';
import { lines } from '../helpers/lines.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');

afterAll(closeBrowser);

const bar = (page: Page) => page.getByRole('combobox', { name: 'Display filter' });
const title = (page: Page, field: string) => page.locator(`.title[data-field="${field}"]`);

const focusedText = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent');

/** The numbers of the first events of the list, once the first one is this. */
async function firstNumbers(page: Page, first: string): Promise<string[]> {
  await until(page, `document.querySelector('.row[aria-rowindex="2"] .no')?.textContent === '${first}'`);
  const rows = (await rowsInSight(page)).sort((a, b) => a.position - b.position);
  return rows.slice(0, 10).map(({ cells }) => cells[0] as string);
}

/** Opens a table of 2,500 rows, which draws 1,000 at first. */
async function openLongTable(page: Page): Promise<Locator> {
  const rows = Array.from({ length: 2500 }, (_, at) => [`p${at}`, at]);
  await page.route('**/api/stats/processes?*', async (route) => {
    const columns = [
      { name: 'tree', type: 'text' },
      { name: 'proc.pid', type: 'count' },
    ];
    await route.fulfill({ json: { columns, rows } });
  });
  await page.keyboard.press('5');
  const table = page.getByRole('region', { name: 'Table: Processes' });
  await table.getByText('The first 1,000 of 2,500 rows').waitFor();
  return table;
}

/** Lets a page hear of what comes into sight and leaves it half a second later, all of it at once, as a busy page does. */
const TELL_LATE = `window.IntersectionObserver = class extends IntersectionObserver {
  constructor(seen, options) {
    const held = [];
    super((entries, watch) => {
      if (held.push(...entries) === entries.length) setTimeout(() => seen(held.splice(0), watch), 500);
    }, options);
  }
}`;

describeWithBrowser('views of many events', () => {
  test('three clicks on a title sort up, down, and as captured', async () => {
    await withPage(NGINX, async (page) => {
      const all = await lines('-r', NGINX, '-p', '%evt.num %evt.latency', 'evt.latency>0');
      const up = all
        .map((line) => line.split(' ') as [string, string])
        .sort((a, b) => Number(a[1]) - Number(b[1]))
        .map(([num]) => num);
      const latency = title(page, 'evt.latency');
      await latency.getByRole('button').click();
      expect(await firstNumbers(page, up[0] as string)).toEqual(up.slice(0, 10));
      expect(await latency.getAttribute('aria-sort')).toBe('ascending');
      await latency.getByRole('button').click();
      expect(await firstNumbers(page, up.at(-1) as string)).toEqual(up.reverse().slice(0, 10));
      // the address tells the order before it tells the first event of it
      const row = (await lines('-r', NGINX, '-p', '%evt.num')).indexOf(up[0] as string);
      await until(page, `location.search.includes('e=${row}&s=-evt.latency')`);
      await page.reload();
      expect(await firstNumbers(page, up[0] as string)).toEqual(up.slice(0, 10));
      await page.getByText(`event ${up[0]}`, { exact: true }).waitFor();
      await latency.getByRole('button').click();
      await until(page, `!location.search.includes('s=')`);
      expect(await latency.getAttribute('aria-sort')).toBe('none');
      expect(await title(page, 'evt.info').getAttribute('title')).toMatch(/cannot be sorted/);
    });
  });

  test('offers the values that are in the capture', async () => {
    await withPage(NGINX, async (page) => {
      await bar(page).pressSequentially('proc.name = ');
      const nginx = page.getByRole('option', { name: /^nginx/ });
      await nginx.waitFor();
      const count = (await lines('-r', NGINX, 'proc.name=nginx')).length;
      expect(await nginx.textContent()).toContain(`${count} events`);
      await page.keyboard.press('Tab');
      expect((await bar(page).inputValue()).trim()).toBe('proc.name = nginx');
    });
  });

  test('says that a table has no rows', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'evt.type=procexit');
      await page.keyboard.press('7');
      await page
        .getByRole('region', { name: 'Table: Errors' })
        .getByText('No event of the list counts here.')
        .waitFor();
      expect(await page.getByText('Enter: their events').count()).toBe(0);
    });
  });

  test('says that a table is on its way', async () => {
    await withPage(NGINX, async (page) => {
      let goOn = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await page.route('**/api/stats/errors?*', async (route) => {
        await held;
        await route.continue();
      });
      await page.keyboard.press('7');
      const table = page.getByRole('region', { name: 'Table: Errors' });
      await table.getByText('Reading all events…').waitFor();
      goOn();
      await table.getByRole('row').nth(1).waitFor();
      expect(await table.getByText('Reading all events…').count()).toBe(0);
    });
  });

  test('says what a table leaves out', async () => {
    await withPage(NGINX, async (page) => {
      await page.route('**/api/stats/processes?*', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...((await answer.json()) as object), notes: ['<b>more</b> are not listed'] } });
      });
      await page.keyboard.press('5');
      const table = page.getByRole('region', { name: 'Table: Processes' });
      await table.getByText('<b>more</b> are not listed').waitFor();
      expect(await table.getByRole('row').count()).toBe(3);
    });
  });

  test('tables go on behind their first rows', async () => {
    await withPage(NGINX, async (page) => {
      const table = await openLongTable(page);
      const drawn = () => table.locator('tbody tr').count();
      expect(await drawn()).toBe(1000);
      await page.keyboard.press('End');
      // one step more, or all that are left if the end stays in sight
      await until(page, `document.querySelectorAll('.stats tbody tr').length >= 2000`);
      await page.keyboard.press('End');
      await until(page, `document.querySelectorAll('.stats tbody tr').length === 2500`);
      await page.keyboard.press('End');
      expect(await focusedText(page)).toContain('p2499');
      expect(await table.locator('caption').count()).toBe(0);
    });
  });

  test('tables go on in a page that is busy, too', async () => {
    await withPage(NGINX, async (page) => {
      await page.evaluate(TELL_LATE);
      await openLongTable(page);
      await page.keyboard.press('End');
      await until(page, `document.querySelectorAll('.stats tbody tr').length >= 2000`);
    });
  });

  test('the row of calls without a descriptor leads to them', async () => {
    await withPage(NGINX, async (page) => {
      await page.keyboard.press('4');
      const table = page.getByRole('region', { name: 'Table: Descriptors' });
      const rows = table.getByRole('row', { name: /^– / });
      await rows.first().waitFor();
      for (let i = (await rows.count()) - 1; i >= 0; i--) {
        const calls = await rows.nth(i).locator('td').nth(1).textContent();
        await rows.nth(i).click();
        await page.getByText(`${calls} of 799`).waitFor();
        expect(await bar(page).inputValue()).toContain('fd.name');
        await page.keyboard.press('x');
        await page.getByText('799 events', { exact: true }).waitFor();
        await page.keyboard.press('4');
        await rows.first().waitFor();
      }
    });
  });

  test('a rectangle of latencies is chosen by keys, and leads to its events', async () => {
    await withPage(NGINX, async (page) => {
      await page.keyboard.press('3');
      const map = page.getByRole('application', { name: /Latency over time/ });
      await map.focus();
      for (const key of ['ArrowRight', 'Shift+ArrowUp', ...Array<string>(20).fill('Shift+ArrowUp')])
        await page.keyboard.press(key);
      for (let step = 0; step < 6; step++) await page.keyboard.press('Shift+ArrowRight');
      const said = await page.getByRole('status').filter({ hasText: 'after the first event' }).textContent();
      const calls = Number(/^([\d,]+) calls? of/.exec(said ?? '')?.[1]?.replace(',', ''));
      expect(calls).toBeGreaterThan(10);
      await page.keyboard.press('Enter');
      await page.getByText(`${calls} of 799`).waitFor();
      const text = await bar(page).inputValue();
      expect(text).toMatch(
        /^evt\.rawtime>=\d+ and evt\.rawtime<\d+ and evt\.latency>=\d+ and evt\.latency<\d+ and syscall\.type exists$/,
      );
      expect(await shownCount(page)).toBe(calls);
      expect((await lines('-r', NGINX, text)).length).toBe(calls);
    });
  });

  test('the graph has lines with filters of their own, and tells a wrong one', async () => {
    await withPage(NGINX, async (page) => {
      await page.keyboard.press('8');
      await page.getByRole('button', { name: 'Add a line' }).click();
      const own = page.getByRole('textbox', { name: 'Filter of line 3' });
      await own.fill('proc.nme=x');
      await own.press('Enter');
      await page.getByText("there is no field 'proc.nme'").waitFor();
      await own.fill('evt.type=write');
      await own.press('Enter');
      await page.getByRole('combobox', { name: 'What line 3 shows' }).selectOption('bytes');
      await page.getByRole('region', { name: 'Graph', exact: true }).getByRole('button', { name: 'Table' }).click();
      const table = page.getByRole('region', { name: 'Table: graph' });
      await table.getByRole('columnheader', { name: 'bytes · evt.type=write' }).waitFor();
      expect(await table.getByRole('row').count()).toBeGreaterThan(5);
    });
  });

  test('the graph says while events of a line are searched', async () => {
    await withPage(NGINX, async (page) => {
      let isHeld = true;
      await page.route('**/api/views/*', async (route) => {
        const answer = await route.fetch();
        const info = (await answer.json()) as object;
        await route.fulfill({ json: isHeld ? { ...info, isComplete: false } : info });
      });
      await page.route('**/api/views', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...((await answer.json()) as object), isComplete: false } });
      });
      await page.keyboard.press('8');
      await page
        .getByText(/^up to \S+ so far$/)
        .first()
        .waitFor();
      isHeld = false;
      await page
        .getByText(/so far/)
        .first()
        .waitFor({ state: 'detached' });
      await page
        .getByText(/^up to \S+$/)
        .first()
        .waitFor();
    });
  });

  test('a stream of HTTP is split into requests and answers', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'evt.num=25743');
      await page.locator('.row').first().click();
      await page.getByText('event 25743', { exact: true }).waitFor();
      await page.keyboard.press('f');
      await page.getByRole('group', { name: 'Form' }).getByRole('button', { name: 'HTTP' }).click();
      const stream = page.getByRole('region', { name: 'Stream' });
      await stream.getByText('HTTP/1.1 304 Not Modified').first().waitFor();
      expect(await stream.getByText(/answer to request 1 · after/).count()).toBe(1);
    });
  });

  test('colour rules of ones own are checked, colour rows, and stay', async () => {
    await withPage(NGINX, async (page) => {
      const open = async (name: string) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type(name);
        await page.keyboard.press('Enter');
      };
      await open('Colour rules');
      const box = page.getByRole('dialog', { name: 'Colour rules' });
      await box.getByRole('textbox').fill('@Mine@proc.nme = nginx@[65535,0,0][0,0,0]');
      await box.getByRole('button', { name: 'Use these' }).click();
      await box.getByText("there is no field 'proc.nme'").waitFor();
      await box.getByRole('textbox').fill('@Mine@evt.type = "execve"@[65535,0,0][0,65535,0]');
      await box.getByRole('button', { name: 'Use these' }).click();
      await page.locator('.row.own').first().waitFor();
      const shown = await page.locator('.row.own .ev').allTextContents();
      expect(new Set(shown)).toEqual(new Set(['execve']));
      await page.reload();
      await page.locator('.row.own').first().waitFor();
      await open('Colour rules');
      await box.getByRole('button', { name: 'Those of the start' }).click();
      await page.locator('.row.exec').first().waitFor();
      expect(await page.locator('.row.own').count()).toBe(0);
    });
  });

  test('a conversation is coloured, and filters by the descriptor of a process', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'proc.pid=6466');
      await page.locator('.row', { hasText: '25743' }).locator('.ev').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Colour conversation' }).click();
      await page.getByRole('menuitem', { name: 'File descriptor', exact: true }).click();
      await page.locator('.row.own').first().waitFor();
      const names = await page.locator('.row.own span:nth-child(9)').allTextContents();
      expect([...new Set(names)]).toHaveLength(1);
      await page.locator('.row', { hasText: '25743' }).locator('.ev').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Conversation filter' }).click();
      await page.getByRole('menuitem', { name: 'Descriptor of the process' }).click();
      const count = (await lines('-r', NGINX, 'proc.pid=6466 and fd.num=3')).length;
      await page.getByText(`${count} of 799`).waitFor();
    });
  });
});
