/** The steps of docs/guide/look.md, followed as the page says, by keyboard and by mouse. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';
import { ROOT } from '../helpers/sysshark.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const STEP = /^\| (\d+) \| [^|]* \| ([^|]*) \| [^|]* \| `([^|]*)` \|$/gm;
const CODE = /`([^`]*)`/g;
/** Keys with names; others are characters, or texts to be written. */
const NAMED = new Set(['Enter', 'Escape']);

interface Step {
  readonly number: number;
  /** Keys, or texts to write. */
  readonly keys: readonly string[];
  readonly seen: string;
}

function stepsOf(text: string): Step[] {
  return [...text.matchAll(STEP)].map(([, number = '', keys = '', seen = '']) => ({
    number: Number(number),
    keys: [...keys.matchAll(CODE)].map(([, key = '']) => key),
    seen,
  }));
}

const steps = stepsOf(readFileSync(join(ROOT, 'docs/guide/look.md'), 'utf8'));

afterAll(closeBrowser);

const see = (page: Page, text: string) => page.getByText(text).locator('visible=true').first().waitFor();

const row = (page: Page, num: number) => page.locator('.row', { hasText: String(num) });

async function follow(page: Page, num: number): Promise<void> {
  await row(page, num).click({ button: 'right', position: { x: 300, y: 8 } });
  await page.getByRole('menuitem', { name: 'Follow file descriptor stream' }).click();
}

const close = (page: Page): Promise<void> => page.getByRole('button', { name: /close/ }).click();
const partner = (page: Page): Promise<void> => page.getByRole('button', { name: 'partner' }).click();

/** The steps by mouse. */
const BY_MOUSE: readonly ((page: Page) => Promise<void>)[] = [
  async (page) => {
    const bar = page.getByRole('combobox', { name: 'Display filter' });
    await bar.click();
    await bar.fill(steps[0]?.keys[1] ?? '');
    await bar.press('Enter');
  },
  async (page) => {
    await page.getByText('179 of 799').waitFor();
    // the wheel brings it into sight
    await page.mouse.move(500, 300);
    for (let i = 0; i < 60 && (await row(page, 25735).count()) === 0; i++) {
      await page.mouse.wheel(0, 160);
      await page.waitForTimeout(60);
    }
    await row(page, 25735).click();
  },
  (page) => row(page, 25743).click(),
  partner,
  partner,
  (page) => follow(page, 25743),
  close,
  (page) => row(page, 25745).click(),
  (page) => follow(page, 25745),
  close,
  (page) => page.getByRole('link', { name: 'Calls' }).click(),
  (page) => page.getByRole('link', { name: 'Events' }).click(),
];

test('the guide has the page in its index, and steps in it', () => {
  expect(readFileSync(join(ROOT, 'docs/guide/README.md'), 'utf8')).toContain('(look.md)');
  expect(steps.map(({ number }) => number)).toEqual(BY_MOUSE.map((_, index) => index + 1));
});

describeWithBrowser('the guide’s look at a capture', () => {
  test('by keyboard', async () => {
    await withPage(NGINX, async (page) => {
      for (const { keys, seen } of steps) {
        for (const key of keys) {
          if (NAMED.has(key) || key.length === 1) await page.keyboard.press(key);
          else await page.keyboard.type(key);
        }
        await see(page, seen);
      }
    });
  });

  test('by mouse', async () => {
    await withPage(NGINX, async (page) => {
      for (const [index, { seen }] of steps.entries()) {
        await BY_MOUSE[index]?.(page);
        await see(page, seen);
      }
    });
  });
});
