/** The page as screen readers and low sight have it: axe finds nothing, in both schemes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

afterAll(closeBrowser);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' ')}`,
  );
}

/** What is opened, by the keys that do so. */
const STATES: readonly (readonly [string, readonly string[]])[] = [
  ['the list', []],
  ['a mark and the partner', ['End', 'm', 'Enter']],
  ['keys', ['?']],
  ['commands', ['Escape', 'Control+k']],
  ['a place to go to', ['Escape', 'g']],
  ['completions', ['Escape', '/', 'e', 'v']],
  ['a stream', ['Escape', 'Escape', 'f']],
  ['calls', ['Escape', '2']],
  ['files', ['3']],
  ['processes', ['4']],
  ['network', ['5']],
  ['errors', ['6']],
  ['time', ['7']],
  ['properties', ['8']],
];

describeWithBrowser.each(['light', 'dark'] as const)('the page in %s', (scheme) => {
  test('has nothing that axe finds', async () => {
    const file = sharedPath('captures', 'sf-nginx.scap');
    await withPage(
      [file],
      async (page) => {
        await page.getByRole('treeitem').first().waitFor();
        await page.evaluate(AXE);
        const found: Record<string, string[]> = {};
        for (const [name, keys] of STATES) {
          for (const key of keys) await page.keyboard.press(key);
          await page.waitForTimeout(250);
          const here = await violations(page);
          if (here.length > 0) found[name] = here;
        }
        await page.keyboard.press('1');
        await page.locator('.row .ev').first().click({ button: 'right' });
        await page.getByRole('menu').waitFor();
        const inMenu = await violations(page);
        if (inMenu.length > 0) found['menu'] = inMenu;
        expect(found).toEqual({});
      },
      { scheme },
    );
  });
});
