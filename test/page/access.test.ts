/** The page as screen readers and low sight have it: axe finds nothing, in both schemes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, until, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

afterAll(closeBrowser);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe looks for: all it knows in one scheme, what depends on colours in the other. */
const RULES = { light: {}, dark: { runOnly: ['color-contrast'] } } as const;
/** What axe need not work out. */
const QUICKLY = { resultTypes: ['violations'], selectors: false, ancestry: false, xpath: false };

async function violations(page: Page, scheme: keyof typeof RULES): Promise<string[]> {
  const options = JSON.stringify({ ...QUICKLY, ...RULES[scheme] });
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>(`axe.run(document, ${options})`);
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' ')}`,
  );
}

/** The keys that run a command by its name. */
function command(name: string): readonly string[] {
  return ['Control+k', ...name.replaceAll(' ', '␣')].map((key) => (key === '␣' ? 'Space' : key)).concat('Enter');
}

/** What is opened, by the keys that do so. */
const STATES: readonly (readonly [string, readonly string[]])[] = [
  ['the list', []],
  ['keys', ['?']],
  ['completions', ['Escape', '/', 'e', 'v']],
  ['a stream', ['Escape', 'Escape', 'End', 'm', 'f']],
  ['what is saved', ['Escape', 'Control+s']],
  ['commands', ['Escape', 'Control+k']],
  ['a place to go to', ['Escape', 'g']],
  ['colour rules', ['Escape', ...command('colour rules')]],
  ['a wrong colour rule', ['@', 'x', '@', 'y', '=', 'Tab', 'Enter']],
  ['buttons', ['Escape', ...command('buttons of')]],
  ['a filter to be saved', ['Escape', '/', ...'evt.failed=true'.split(''), 'Enter', ...command('save this')]],
  ['calls', ['Escape', '2']],
  ['latency', ['3', 'Tab']],
  ['a part of the heat map', ['Shift+ArrowRight', 'Shift+ArrowDown']],
  ['graph', ['8']],
  ['requests', ['9']],
  ['properties', ['0']],
];

/** What is in the tab order: of radio buttons with one name, one is. */
const STOPS = `(box) => {
  const all = [...box.querySelectorAll('button, input, select, textarea, a[href], [tabindex="0"]')];
  const seen = all.filter((one) => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length > 0);
  const names = new Set();
  return seen.filter((one) => one.type !== 'radio' || (!names.has(one.name) && names.add(one.name)));
}`;
const FOCUSED = `(box) => {
  const one = document.activeElement;
  return !box.contains(one) ? '' : one.type === 'radio' ? one.name : String((${STOPS})(box).indexOf(one));
}`;

/** Dialogs and views, by the keys that open them, and where their controls are. */
const REACHED: readonly (readonly [name: string, keys: readonly string[], box: string])[] = [
  ['what is saved', ['Control+s'], 'dialog'],
  ['colour rules', command('colour rules'), 'dialog'],
  ['buttons', command('buttons of'), 'dialog'],
  ['a place to go to', ['g'], 'dialog'],
  ['latency', ['3'], 'main'],
  ['graph', ['8'], 'main'],
  ['requests', ['9'], 'main'],
];

async function openMenu(page: Page): Promise<void> {
  await page.keyboard.press('1');
  await page.locator('.row .ev').first().click({ button: 'right' });
  await page.getByRole('menu').waitFor();
}

describeWithBrowser('the page', () => {
  test.each(['light', 'dark'] as const)('has nothing in %s that axe finds', async (scheme) => {
    await withPage(
      sharedPath('captures', 'sf-nginx.scap'),
      async (page) => {
        await page.getByRole('treeitem').first().waitFor();
        await page.evaluate(AXE);
        const found: Record<string, string[]> = {};
        for (const [name, keys] of STATES) {
          for (const key of keys) await page.keyboard.press(key);
          await page.waitForTimeout(200);
          found[name] = await violations(page, scheme);
        }
        await openMenu(page);
        found['menu'] = await violations(page, scheme);
        expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
      },
      { scheme },
    );
  });

  test('a dialog that is opened as another one closes stays', async () => {
    await withPage(sharedPath('captures', 'sf-nginx.scap'), async (page) => {
      for (const key of command('colour rules')) await page.keyboard.press(key);
      await page.getByRole('dialog', { name: 'Colour rules' }).waitFor();
      // as Esc and Ctrl+K do, before the browser says that the first one is closed
      await page.evaluate(`{
        const box = document.querySelector('dialog');
        box.dispatchEvent(new Event('cancel', { cancelable: true }));
        box.close();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }));
      }`);
      await page.getByRole('dialog', { name: 'Commands' }).waitFor();
      await page.waitForTimeout(100);
      expect(await page.getByRole('dialog', { name: 'Commands' }).count()).toBe(1);
    });
  });

  test.each(REACHED)('%s: all of it is reached by Tab, and Escape leads back to the list', async (_, keys, box) => {
    await withPage(sharedPath('captures', 'sf-nginx.scap'), async (page) => {
      await page.getByRole('treeitem').first().waitFor();
      for (const key of keys) await page.keyboard.press(key);
      await page.locator(box).waitFor();
      await page.waitForTimeout(300);
      const ask = <T>(question: string): Promise<T> =>
        page.evaluate<T>(`(${question})(document.querySelector('${box}'))`);
      const stops = await ask<number>(`(box) => (${STOPS})(box).length`);
      expect(stops).toBeGreaterThan(0);
      const found = new Set<string>();
      const isAll = (): boolean => found.size >= stops;
      for (let presses = 0; presses < 60 + stops && !isAll(); presses++) {
        const focused = await ask<string>(FOCUSED);
        if (focused !== '') found.add(focused);
        await page.keyboard.press('Tab');
      }
      expect(found.size).toBe(stops);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await until(page, `document.activeElement.id === 'events'`);
    });
  });
});
