/** Keys of Wireshark, of tables and of the tree, and the browser's way back. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, until, withPage } from '../helpers/browser.js';
import { goTo, isAt } from '../helpers/details-pane.js';
import { lines } from '../helpers/lines.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
/** Longer than the address rests. */
const SLOW_MS = 600;

afterAll(closeBrowser);

const keys = async (page: Page, ...names: readonly string[]): Promise<void> => {
  for (const name of names) await page.keyboard.press(name);
};
const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent');

/** Goes to an event, until the address tells it. */
async function goToRow(page: Page, num: number, row: number): Promise<void> {
  await goTo(page, num);
  await until(page, `location.search.includes('e=${row}')`);
}

/** What two keys copy: y and another one. */
async function copiedBy(page: Page, key: string): Promise<string> {
  await page.evaluate(`{
    window.copied = undefined;
    navigator.clipboard.writeText = async (text) => { window.copied = text; };
  }`);
  await keys(page, 'y', key);
  await until(page, 'window.copied !== undefined');
  return page.evaluate<string>('window.copied');
}

describeWithBrowser('more keys', () => {
  test('move in a table from anywhere, and lead to events and back, however long these take', async () => {
    await withPage(NGINX, async (page) => {
      await page.route('**/api/views', async (route) => {
        await page.waitForTimeout(SLOW_MS);
        await route.continue();
      });
      await keys(page, '7');
      const rows = page.getByRole('region', { name: 'Table: Errors' }).locator('tbody tr');
      await rows.first().waitFor();
      const texts = await rows.allTextContents();
      await keys(page, 'ArrowDown');
      expect(await focused(page)).toBe(texts[0]);
      await keys(page, 'j', 'j', 'ArrowUp');
      expect(await focused(page)).toBe(texts[1]);
      await keys(page, 'End');
      expect(await focused(page)).toBe(texts.at(-1));
      await keys(page, 'Home', 'PageDown');
      expect(texts.indexOf(await focused(page))).toBeGreaterThan(1);
      expect(await rows.evaluateAll((all) => all.filter(({ tabIndex }) => tabIndex === 0).length)).toBe(1);
      await keys(page, 'Home', 'Enter');
      const bar = page.getByRole('combobox', { name: 'Display filter' });
      await until(page, `document.querySelector('#filter').value.includes('evt.failed')`);
      const found = await lines('-r', NGINX, await bar.inputValue());
      await page.getByText(`${found.length} of 799`).waitFor();
      await until(page, `location.search.includes('f=')`);
      await page.goBack();
      await rows.first().waitFor();
      expect(await bar.inputValue()).toBe('');
    });
  });

  test('of Wireshark work in every pane', async () => {
    await withPage(NGINX, async (page) => {
      await goToRow(page, 25742, 636);
      await page.getByRole('tree').focus();
      await keys(page, 'Control+ArrowDown');
      await isAt(page, 25743);
      await keys(page, 'F8', 'F8', 'F7');
      await isAt(page, 25744);
      await page.getByRole('combobox', { name: 'Display filter' }).focus();
      await keys(page, 'F7', 'F7');
      await isAt(page, 25742);
      await page.getByRole('grid').focus();
      await keys(page, 'Control+.', 'Control+.', 'Control+,');
      await isAt(page, 25743);
      await keys(page, 'Control+Home');
      await isAt(page, 21166);
      await keys(page, 'Control+End');
      await page.locator('footer').getByText('row 799 of 799').waitFor();
      await keys(page, 'Control+g');
      await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    });
  });

  test('change how times are shown', async () => {
    await withPage(NGINX, async (page) => {
      const [line = ''] = await lines('-r', NGINX, '-p', '%evt.time %evt.rawtime.s.%evt.rawtime.ns', 'evt.num=21400');
      const [clock, epoch] = line.split(' ');
      const shown = async (text: string) => page.locator('.row', { hasText: text }).first().waitFor();
      await keys(page, 'Control+Alt+3');
      await shown(epoch as string);
      await keys(page, 'Control+Alt+7');
      await shown(`2019-06-14 ${clock}`);
      await keys(page, 'Control+Alt+2');
      await shown(clock as string);
      const row = page.locator('.row', { hasText: '21400' }).first();
      for (const [name, cut] of [
        ['milliseconds', 6],
        ['precision: seconds', 10],
        ['tenths', 8],
      ] as const) {
        await keys(page, 'Control+k');
        await page.keyboard.type(name);
        await keys(page, 'Enter');
        await row.getByText((clock as string).slice(0, -cut), { exact: true }).waitFor();
      }
      await keys(page, 'Control+Alt+6');
      const isShort = `/^\\d+\\.\\d$/.test(document.querySelector('.row:not([hidden]) + .row > :nth-child(2)')?.textContent)`;
      await until(page, isShort);
      await page.reload();
      await until(page, isShort);
    });
  });

  test('open and close the tree', async () => {
    await withPage(NGINX, async (page) => {
      await goToRow(page, 25743, 637);
      const tree = page.getByRole('tree');
      const open = (isOpen: boolean) => tree.locator(`.group[aria-expanded=${isOpen}]`);
      const groups = await tree.locator('.group').count();
      await tree.focus();
      await keys(page, 'Home', 'ArrowDown', 'Control+ArrowRight');
      expect(await open(true).count()).toBe(groups);
      expect(await tree.locator('.on .nm').textContent()).toBe('evt.arg.res');
      await keys(page, 'Backspace');
      expect(await tree.locator('.on').textContent()).toMatch(/Arguments/);
      await keys(page, 'Shift+ArrowLeft');
      expect(await open(false).count()).toBe(1);
      await keys(page, 'Shift+ArrowRight');
      expect(await open(true).count()).toBe(groups);
      await keys(page, 'End', 'Control+ArrowLeft');
      expect(await open(false).count()).toBe(groups);
      expect(await tree.locator('.group.on').count()).toBe(1);
    });
  });

  test('the browser goes back from event to event', async () => {
    await withPage(NGINX, async (page) => {
      await goToRow(page, 25742, 636);
      await keys(page, 'j', 'j');
      await until(page, `location.search.includes('e=638')`);
      await keys(page, 'd');
      await isAt(page, 25745);
      await until(page, `!location.search.includes('e=638')`);
      await page.goBack();
      await isAt(page, 25744);
      await page.goForward();
      await isAt(page, 25745);
      await page.goBack();
      await isAt(page, 25744);
      await page.goBack();
      await isAt(page, 21166);
    });
  });

  test('the browser goes back to an address that has no event', async () => {
    await withPage(NGINX, async (page) => {
      await until(page, `location.search.includes('e=0')`);
      await page.evaluate(`history.replaceState(null, '', location.pathname)`);
      await goTo(page, 25742);
      await until(page, `location.search.includes('e=636')`);
      await page.goBack();
      await isAt(page, 21166);
    });
  });

  test('copy what is chosen', async () => {
    await withPage(NGINX, async (page) => {
      await goToRow(page, 25743, 637);
      const copied = (key: string): Promise<string> => copiedBy(page, key);
      const all = Buffer.from((await copied('b')).replaceAll(' ', ''), 'hex');
      expect(all.readUInt32LE(4)).toBe(all.length);
      expect(all.includes('HTTP/1.1 304 Not Modified')).toBe(true);
      expect(JSON.parse(await copied('j'))).toMatchObject({ 'evt.num': '25743' });
      const yaml = (await copied('y')).trimEnd().split('\n');
      const members = yaml.map((line) =>
        /^(".*?"): (".*")$/
          .exec(line)
          ?.slice(1)
          .map((text) => JSON.parse(text) as string),
      );
      expect(Object.fromEntries(members as [string, string][])).toEqual(JSON.parse(await copied('j')));
      expect(await copied('t')).toContain('25743 22:15:23.992500497');
      await page.getByRole('treeitem').filter({ hasText: 'evt.arg.res' }).click();
      expect(Buffer.from((await copied('b')).replaceAll(' ', ''), 'hex').readBigInt64LE()).toBe(180n);
      expect([await copied('v'), await copied('f')]).toEqual(['180', 'evt.arg.res=180']);
    });
  });

  test('copy columns as CSV', async () => {
    const task = async (page: Page): Promise<void> => {
      await goToRow(page, 25743, 637);
      await keys(page, 'm', 'k', 'k', 'm', 'j');
      await isAt(page, 25742);
      const fields = ['evt.num', 'evt.type', 'proc.name'].flatMap((name) => ['-e', name]);
      const csv = async (passing: string): Promise<string> => {
        const table = await lines('-r', NGINX, '-T', 'fields', '-E', 'header=y', ...fields, passing);
        return table.map((line) => `${line.replaceAll('\t', ',')}\r\n`).join('');
      };
      expect(await copiedBy(page, 'c')).toBe(await csv('evt.num=25742'));
      expect(await copiedBy(page, 'm')).toBe(await csv('evt.num in (25741, 25743)'));
    };
    await withPage(NGINX, task, { query: '?c=evt.num,evt.type,proc.name' });
  });
});
