/** What the mouse does. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, filter, shownCount, until, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');

afterAll(closeBrowser);

const header = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true });
const titles = (page: Page) => page.getByRole('columnheader').allTextContents();

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`no ${selector}`);
  return box;
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 3 });
  await page.mouse.up();
}

async function countPrinted(text: string): Promise<number> {
  const { stdout } = await sysshark(['-r', NGINX, '-p', '%evt.num', text]);
  return stdout.split('\n').filter((line) => line !== '').length;
}

/** Buttons that are not all in sight: of the filter, and above the details. */
const CUT = `[...document.querySelectorAll('.filter button, .pane > h2 > button')]
  .filter((button) => {
    const own = button.getBoundingClientRect();
    const frame = (button.closest('h2') ?? document.body).getBoundingClientRect();
    return own.right > frame.right || own.left < frame.left || own.bottom > button.closest('.filter, h2').getBoundingClientRect().bottom;
  })
  .map((button) => button.textContent)`;

const HEX = "document.querySelector('.hex')";
const HEX_LINES = `${HEX}.querySelectorAll('.lines > div')`;

/** Characters of a line, by its bytes. */
const LENGTHS = { 8: 43, 4: 26 } as const;

/** The bytes of each line in sight, as digits. */
const hexLines = async (page: Page): Promise<string[]> =>
  (await page.locator('.hex .lines > div').allTextContents()).map((line) =>
    (/^[0-9a-f]{6} {2}((?:[0-9a-f]{2} {1,2})+)/.exec(line)?.[1] ?? '').replaceAll(' ', ''),
  );

describeWithBrowser('the mouse', () => {
  test('moves, widens and hides columns', async () => {
    await withPage(NGINX, async (page) => {
      await header(page, 'Latency').dragTo(header(page, 'PID'));
      expect((await titles(page)).slice(5, 7)).toEqual(['Latency', 'PID']);
      await header(page, 'Event').dragTo(header(page, 'Process'));
      expect((await titles(page)).slice(3, 5)).toEqual(['Process', 'Event']);
      await header(page, 'Info').dragTo(header(page, 'Container'));
      expect((await titles(page)).slice(-2)).toEqual(['Container', 'Info']);
      const { x, y, width } = await boxOf(page, '.title[data-field="fd.name"]');
      await drag(page, [x + width - 2, y + 8], [x + width - 102, y + 8]);
      expect((await boxOf(page, '.title[data-field="fd.name"]')).width).toBe(width - 100);
      await header(page, 'TID').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Hide TID' }).click();
      expect(await titles(page)).not.toContain('TID');
    });
  });

  test('dragged over the overview it filters by time', async () => {
    await withPage(NGINX, async (page) => {
      const { x, y } = await boxOf(page, '.overview canvas');
      await drag(page, [x + 850, y + 30], [x + 1100, y + 30]);
      await page.locator('.filter .in.ok').waitFor();
      const text = await page.getByRole('combobox', { name: 'Display filter' }).inputValue();
      expect(text).toMatch(/^evt\.rawtime>=\d+ and evt\.rawtime<=\d+$/);
      const printed = await countPrinted(text);
      expect(printed).toBeGreaterThan(10);
      expect(await shownCount(page)).toBe(printed);
    });
  });

  test('applies a cell as filter, and marks the bytes of a parameter', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'proc.pid=6466');
      await page.locator('.row', { hasText: '25743' }).locator('.ev').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Apply as filter' }).click();
      await page.getByRole('menuitem', { name: '… and selected', exact: true }).click();
      await page.getByText('20 of 799').waitFor();
      await page.locator('.row', { hasText: '25743' }).click();
      await page.getByText('event 25743', { exact: true }).waitFor();
      await page.getByRole('treeitem').filter({ hasText: 'evt.arg.data' }).click();
      const marked = (await page.locator('.hex .hi').allTextContents()).join('');
      expect(marked).toContain('48 54 54 50 2f 31 2e 31');
      await page.locator('.hex [data-owner="0"]').first().click();
      await page.locator('.tree .on', { hasText: 'evt.arg.res' }).waitFor();
    });
  });

  test('every format of times has room, and a stream has the times of the list', async () => {
    await withPage(NGINX, async (page) => {
      const open = () => page.getByRole('button', { name: 'Time format' }).click();
      await open();
      const formats = await page.getByRole('menuitemcheckbox').allTextContents();
      await page.keyboard.press('Escape');
      expect(formats.length).toBe(10);
      for (const format of formats) {
        await open();
        await page.getByRole('menuitemcheckbox', { name: format.replace('✓', ''), exact: true }).click();
        // the rows and the width of the column change in the next frames, not in the same one
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
        await page.waitForFunction(`{
          const cells = [...document.querySelectorAll('.row:not([hidden]) > :nth-child(2)')];
          cells.length > 0 && cells.every((cell) => cell.scrollWidth <= cell.clientWidth);
        }`);
      }
      await open();
      await page.getByRole('menuitemcheckbox', { name: 'Seconds since the first event', exact: true }).click();
      await filter(page, 'evt.type=recvfrom and evt.dir=< and fd.num=3');
      const row = page.locator('.row', { hasText: '25735' });
      await row.click();
      const time = (await row.locator('> :nth-child(2)').textContent()) ?? '';
      expect(Number(time)).toBeGreaterThan(10);
      await page.keyboard.press('f');
      await page.getByRole('article').filter({ hasText: time }).first().waitFor();
    });
  });

  test('a double click on the edge of a title makes its column fit', async () => {
    await withPage(NGINX, async (page) => {
      const pid = '.title[data-field="proc.pid"]';
      const before = await boxOf(page, pid);
      await page.mouse.dblclick(before.x + before.width - 2, before.y + 8);
      const after = await boxOf(page, pid);
      expect(after.width).toBeLessThan(before.width);
      const cut = `[...document.querySelectorAll('.row:not([hidden]) > :nth-child(6)')]
        .filter((cell) => cell.scrollWidth > cell.clientWidth).length`;
      expect(await page.evaluate<number>(cut)).toBe(0);
    });
  });

  test('reaches all buttons in a narrow window', async () => {
    await withPage(NGINX, async (page) => {
      await page.keyboard.press('j');
      await page.getByRole('button', { name: 'more', exact: true }).waitFor();
      for (const width of [1440, 760, 520]) {
        await page.setViewportSize({ width, height: 800 });
        expect([width, await page.evaluate<string[]>(CUT)]).toEqual([width, []]);
      }
    });
  });

  test('sees all of each byte in a narrow window, whose lines have fewer', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'evt.num=25743');
      await page.locator('.row').first().click();
      await page.getByText('event 25743', { exact: true }).waitFor();
      const wide = await hexLines(page);
      expect(wide[0]).toHaveLength(32);
      for (const [width, bytes] of [
        [760, 8],
        [520, 4],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await until(page, `${HEX_LINES}[0].textContent.length === ${LENGTHS[bytes]}`);
        const narrow = await hexLines(page);
        expect(narrow[0]).toHaveLength(2 * bytes);
        expect(wide.join('').startsWith(narrow.join(''))).toBe(true);
        expect(await page.evaluate<boolean>(`${HEX}.scrollWidth <= ${HEX}.clientWidth`)).toBe(true);
      }
    });
  });
});
