/** The page of a capture that goes on. */
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeBrowser, filter, rowsInSight, shownCount, until, withPageOf } from '../helpers/browser.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { describeLive } from '../helpers/live.js';

/** Opens a file every 20 ms until it is ended. */
const OPENS = 'while (1) { open(F, "</etc/hosts"); close F; select(undef, undef, undef, 0.02) }';

afterAll(closeBrowser);

/** The list shows a row, or one behind it, without being moved. */
const reaches = (page: Page, position: number): Promise<void> =>
  until(
    page,
    `[...document.querySelectorAll('.row:not([hidden])')].some((row) => row.getAttribute('aria-rowindex') - 2 >= ${position})`,
  );
const grows = (page: Page, count: number): Promise<void> =>
  until(page, `Number(document.querySelector('#events').getAttribute('aria-rowcount')) - 1 > ${count}`);

async function inspect(task: (page: Page, inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = await startInspector(['evt.type!=brk', '--', '/usr/bin/perl', '-e', OPENS]);
  try {
    await withPageOf(inspector, (page) => task(page, inspector));
  } finally {
    process.kill(inspector.pid, 'SIGTERM');
    await inspector.end();
  }
}

describeLive('the page', () => {
  test('goes with the end of the list while the last row is in sight, and leads back to it', async () => {
    await inspect(async (page) => {
      const count = await shownCount(page);
      await reaches(page, count + 20);
      await page.locator('#events').hover();
      await page.mouse.wheel(0, -400);
      const [before] = await rowsInSight(page);
      const held = await shownCount(page);
      await grows(page, held + 20);
      expect((await rowsInSight(page))[0]).toEqual(before);
      await page.getByRole('button', { name: /^[\d,]+ new$/ }).click();
      await page.getByRole('button', { name: /^[\d,]+ new$/ }).waitFor({ state: 'detached' });
      const back = await shownCount(page);
      await reaches(page, back + 20);
    });
  });

  test('can be paused, filtered and go on; what the capture is recorded with stays', async () => {
    await inspect(async (page, inspector) => {
      await page.getByText('live', { exact: true }).waitFor();
      await page.getByText('evt.type!=brk', { exact: true }).waitFor();
      await page.keyboard.press('z');
      const held = await shownCount(page);
      const events = async (): Promise<number> =>
        (await inspector.get<{ progress: { events: number } }>('/api/capture')).progress.events;
      for (const now = await events(); (await events()) < now + 30; ) await page.waitForTimeout(50);
      expect(await shownCount(page)).toBe(held);
      await filter(page, 'evt.type=openat and evt.dir=<');
      const opens = await shownCount(page);
      expect(opens).toBeLessThan(held);
      for (const now = await events(); (await events()) < now + 30; ) await page.waitForTimeout(50);
      expect(await shownCount(page)).toBe(opens);
      await page.getByRole('button', { name: /go on/ }).click();
      await grows(page, opens + 5);
    });
  });

  test('finds events while they come, and of those that are shown while it is paused', async () => {
    await inspect(async (page) => {
      const find = async (text: string): Promise<void> => {
        await page.keyboard.press('Control+f');
        await page.getByRole('textbox', { name: 'What to find' }).fill(text);
        await page.keyboard.press('Enter');
      };
      await reaches(page, 60);
      await page.locator('#events').press('Home');
      await find('/etc/hosts');
      await page.locator('.sentence', { hasText: '/etc/hosts' }).waitFor();
      await find('nobody-has-this');
      await page.getByText('No event of the list has it.').waitFor();
      await page.locator('#events').press('z');
      const held = await shownCount(page);
      await find('/etc/hosts');
      const chosen = page.locator('.row.sel');
      for (let i = 0, before = -1; i < 8; i++) {
        await page.keyboard.press('Enter');
        await until(page, `(document.querySelector('.row.sel')?.ariaRowIndex ?? ${before + 2}) - 2 !== ${before}`);
        before = Number(await chosen.getAttribute('aria-rowindex')) - 2;
        expect(before).toBeLessThan(held);
      }
      expect(await shownCount(page)).toBe(held);
    });
  });

  test('stays when the capture has ended', async () => {
    await inspect(async (page, inspector) => {
      inspector.interrupt();
      await page.getByText('capture ended').waitFor();
      expect(await shownCount(page)).toBeGreaterThan(0);
      await filter(page, 'evt.type=openat');
    });
  });
});
