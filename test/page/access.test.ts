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

/** What is opened, by the keys that do so. */
const STATES: readonly (readonly [string, readonly string[]])[] = [
  ['the list', []],
  ['keys', ['?']],
  ['completions', ['Escape', '/', 'e', 'v']],
  ['a stream', ['Escape', 'Escape', 'End', 'm', 'f']],
  ['calls', ['Escape', '2']],
  ['latency', ['3', 'Tab']],
  ['graph', ['8']],
  ['requests', ['9']],
  ['properties', ['0']],
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
});
