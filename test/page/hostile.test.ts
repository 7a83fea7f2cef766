/** Text of captures stays text. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, withPage } from '../helpers/browser.js';
import { hostileCapture } from '../helpers/hostile-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(async () => {
  scratch.remove();
  await closeBrowser();
});

/** Characters that are not shown, or change how others are. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const OWN_ELEMENTS = 'img, iframe, object, embed, form[action], link:not(head link), script:not(head script)';

async function expectHarmless(page: Page): Promise<void> {
  expect(await page.locator(OWN_ELEMENTS).count()).toBe(0);
  expect(await page.evaluate<string>('document.body.textContent')).not.toMatch(HIDDEN);
  expect(await page.evaluate<number>('document.scripts.length')).toBe(1);
}

async function visitAll(page: Page): Promise<void> {
  for (let view = 2; view <= 9; view++) {
    await page.keyboard.press(String(view));
    await page.waitForTimeout(150);
    await expectHarmless(page);
  }
  await page.keyboard.press('1');
  for (const name of ['j', 'f', 'Escape', 'End', 'f', 'Escape', '?', 'Escape']) {
    await page.keyboard.press(name);
    await page.waitForTimeout(80);
    await expectHarmless(page);
  }
}

describeWithBrowser('hostile text', () => {
  test('names with controls, directions and bytes that are no UTF-8', async () => {
    const file = scratch.path('hostile.scap');
    writeFileSync(file, hostileCapture(), { mode: 0o644 });
    await withPage(file, async (page) => {
      await expectHarmless(page);
      expect(await page.locator('.layer').textContent()).toContain('\\u{202E}');
      await visitAll(page);
    });
  });

  test('HTML that a page had sent', async () => {
    await withPage(sharedPath('captures', 'libs-curl-google.scap'), async (page) => {
      await visitAll(page);
    });
  });
});
