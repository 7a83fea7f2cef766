/** The page of a pipe that goes on. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { CaptureInfo, Progress } from '../../src/web/protocol.js';
import { closeBrowser, describeWithBrowser, filter, rowsInSight, until, withPageOf } from '../helpers/browser.js';
import { startInspector } from '../helpers/inspector.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';

const MB = 1 << 20;
/** The first events are within the first MB. */
const REPETITIONS = 60;
const DETAILS = /\/api\/events\/\d+/;
const ROWS = /\/api\/views\/\d+\/rows/;

const scratch = makeScratch();
const whole = scratch.path('whole.scap');
afterAll(() => scratch.remove());
afterAll(closeBrowser);

/** A page of a pipe, to which `pass` gives more, up to an offset. */
interface Growing {
  readonly page: Page;
  pass(end: number): void;
  progress(): Promise<Progress>;
}

async function withPipe(task: (growing: Growing) => Promise<void>): Promise<void> {
  const bytes = readFileSync(whole);
  const pipe = new PassThrough();
  let passed = 0;
  const pass = (end: number): void => {
    pipe.write(bytes.subarray(passed, end));
    passed = end;
    if (passed >= bytes.length) pipe.end();
  };
  pass(MB);
  const inspector = await startInspector(['-r', '-', '--limit', '16M'], pipe);
  const progress = async (): Promise<Progress> => (await inspector.get<CaptureInfo>('/api/capture')).progress;
  try {
    await withPageOf(inspector, (page) => task({ page, pass, progress }));
  } finally {
    pipe.destroy();
    await inspector.end();
  }
}

/** Holds the requests for a path until what it returns is called. */
async function hold(page: Page, path: RegExp): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(path, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

/** Waits until all that came is read. */
async function settled(progress: () => Promise<Progress>): Promise<void> {
  for (let held = -1, events = 0; events === 0 || events !== held; events = (await progress()).events) {
    held = events;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const listedCount = `Number(document.querySelector('#events').getAttribute('aria-rowcount')) - 1`;
const count = (page: Page): Promise<number> => page.evaluate<number>(listedCount);

describeWithBrowser('the page of a pipe', () => {
  beforeAll(() => {
    repeatCapture(sharedPath('captures', 'sf-setns.scap'), whole, REPETITIONS);
  });

  test('says of an event that was dropped before its details came that it was', async () => {
    await withPipe(async ({ page, pass, progress }) => {
      await until(page, `document.querySelectorAll('.row .ev').length > 3`);
      await page.keyboard.press('z');
      const release = await hold(page, DETAILS);
      await page.locator('.row .ev').nth(2).click();
      pass(Number.POSITIVE_INFINITY);
      while ((await progress()).begin === null) await page.waitForTimeout(50);
      release();
      const details = page.getByRole('region', { name: 'Details' });
      await details.getByText('This event was dropped to make room for later ones (--limit).').waitFor();
      expect(await details.getByRole('treeitem').count()).toBe(0);
      while (!(await progress()).isComplete) await page.waitForTimeout(50);
      await page.keyboard.press('z');
      await until(page, `${listedCount} === ${(await progress()).events}`);
      await page.getByText('older than event').waitFor();
      await page.locator('#events').press('End');
      await details.getByRole('treeitem').first().waitFor();
      expect(await details.getByText('was dropped').count()).toBe(0);
    });
  });

  test('stays at the event that was chosen before its row came, while the list grows', async () => {
    await withPipe(async ({ page, pass }) => {
      await page.locator('.row .ev').nth(2).click();
      pass(4 * MB);
      await until(page, `${listedCount} > 3000`);
      await page.locator('#events').press('Home');
      const release = await hold(page, ROWS);
      await page.locator('#events').hover();
      await page.mouse.wheel(0, 40_000);
      await until(page, `document.querySelector('.row:not([hidden])').getAttribute('aria-rowindex') > 500`);
      await page.locator('.row:not([hidden])').nth(4).click();
      const place = async (): Promise<string> =>
        /row [\d,]+/.exec((await page.locator('footer').textContent()) ?? '')?.[0] ?? '';
      const chosen = await place();
      expect(chosen).not.toBe('row 3');
      const before = await count(page);
      pass(6 * MB);
      await until(page, `${listedCount} > ${before}`);
      release();
      await page.waitForTimeout(700);
      expect(await place()).toBe(chosen);
    });
  });

  test('goes on growing after a filter that is wrong', async () => {
    await withPipe(async ({ page, pass }) => {
      pass(4 * MB);
      await until(page, `${listedCount} > 3000`);
      const bar = page.getByRole('combobox', { name: 'Display filter' });
      await bar.fill('nothing.like=1');
      await bar.press('Enter');
      await page.getByRole('alert').filter({ hasText: 'nothing.like' }).waitFor();
      const before = await count(page);
      pass(6 * MB);
      await until(page, `${listedCount} > ${before}`);
    });
  });

  test('holds a sorted list in its place while rows are dropped, and says that it is sorted anew', async () => {
    await withPipe(async ({ page, pass, progress }) => {
      pass(12 * MB);
      await settled(progress);
      await page.locator('.title[data-field="evt.latency"] button').click();
      await page.locator('.title[data-field="evt.latency"] button').click();
      const LATENCY = 9;
      while ((await rowsInSight(page)).some(({ cells }) => !/^[\d.]+ m?s$/.test(cells[LATENCY] ?? '')))
        await page.waitForTimeout(50);
      await page.locator('#events').hover();
      await page.mouse.wheel(0, 4000);
      const nums = async (): Promise<string[]> => (await rowsInSight(page)).map(({ cells }) => cells[0] ?? '');
      while ((await nums()).includes('…')) await page.waitForTimeout(50);
      const before = await nums();
      pass(18 * MB);
      while ((await progress()).begin === null) await page.waitForTimeout(50);
      await settled(progress);
      while ((await nums()).includes('…')) await page.waitForTimeout(50);
      expect(await nums()).toEqual(before);
      const chosen = page.locator('.row:not([hidden])').nth(3);
      await chosen.click();
      const num = (await page.locator('.row.sel').textContent()) ?? '';
      pass(Number.POSITIVE_INFINITY);
      while (!(await progress()).isComplete) await page.waitForTimeout(50);
      await page.getByText('Sorted anew').waitFor();
      // it is the same event, or none
      const rows = await page.locator('.row.sel').allTextContents();
      expect(rows.every((row) => row === num || /^(…|dropped)/.test(row))).toBe(true);
    });
  });

  test('goes back to the nearest event once only, if the filter does not show the chosen one', async () => {
    await withPipe(async ({ page, pass }) => {
      pass(4 * MB);
      await until(page, `${listedCount} > 3000`);
      await page.locator('#events').press('End');
      await filter(page, 'evt.type=close');
      await page.locator('.row[aria-selected=true]:not([hidden])').filter({ hasText: 'close' }).waitFor();
      await page.locator('#events').hover();
      await page.mouse.wheel(0, -100_000);
      const top = async (): Promise<number | undefined> => (await rowsInSight(page))[0]?.position;
      while ((await top()) !== 0) await page.waitForTimeout(25);
      const before = await count(page);
      pass(6 * MB);
      await until(page, `${listedCount} > ${before}`);
      expect(await top()).toBe(0);
    });
  });
});
