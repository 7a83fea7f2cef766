/** The pictures of docs/inspector are made here, with UPDATE_GOLDEN=1; they are compared only where the fonts are the same. */
import { afterAll, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, describeWithBrowser, withPage } from '../helpers/browser.js';
import { goTo } from '../helpers/details-pane.js';
import { expectPicture, hasFonts } from '../helpers/pictures.js';
import { describeIf } from '../helpers/prerequisites.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const SIZE = { width: 1280, height: 760 };
/** What is drawn last has been drawn. */
const REST = 900;

afterAll(closeBrowser);

/** What is shown in each picture. */
const SCENES: Readonly<Record<string, { readonly query: string; readonly act: (page: Page) => Promise<void> }>> = {
  events: { query: '?f=proc.name%3Dnginx', act: (page) => goTo(page, 25743) },
  follow: {
    query: '?f=proc.name%3Dnginx',
    act: async (page) => {
      await goTo(page, 25735);
      await page.keyboard.press('f');
      await page.getByText('GET / HTTP/1.1').first().waitFor();
    },
  },
};

describeWithBrowser('the pictures of the inspector', () => {
  describeIf(hasFonts())('with their fonts', () => {
    for (const scheme of ['light', 'dark'] as const)
      test.each(Object.entries(SCENES))(`%s, ${scheme}`, async (name, { query, act }) => {
        await withPage(
          NGINX,
          async (page) => {
            await page.setViewportSize(SIZE);
            await act(page);
            await page.mouse.move(0, 0);
            await page.waitForTimeout(REST);
            await expectPicture(page, scheme === 'light' ? name : `${name}-dark`);
          },
          { scheme, query },
        );
      });
  });
});
