import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import type { CaptureInfo } from '../../src/web/protocol.js';
import { IS_KNOWN, until, withPageOf } from './browser.js';
import type { Inspector } from './inspector.js';

const MB = 1 << 20;
/** How often the wheel turns, and how many places a dragged scroll bar passes. */
const TURNS = 60;
const PLACES = 20;
/** What the page may build, ask for and keep besides: some twice what it needs. */
const MOST = { nodes: 1500, requests: 60, heap: 8 * MB };

/** Counts the rows that are made from now on. */
const COUNT_ROWS = `{
  window.made = 0;
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.classList?.contains('row')) window.made++;
  }).observe(document.querySelector('.layer'), { childList: true });
}`;
/** Events of the list. */
const LISTED = `Number(document.querySelector('#events').getAttribute('aria-rowcount')) - 1`;
const nodes = (page: Page): Promise<number> => page.evaluate<number>(`document.querySelectorAll('*').length`);

/** Bytes of the page's heap that are in use once it is cleared. */
async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** The most memory that a process has had, in bytes. */
const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

async function untilRead({ get }: Inspector): Promise<void> {
  while (!(await get<CaptureInfo>('/api/capture')).progress.isComplete)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

/** What an inspector has, and may take. */
interface Bounds {
  /** Events that its capture has at least. */
  readonly events: number;
  /** Bytes of memory that its process may have had at most. */
  readonly process: number;
}

/** Scrolls through the list: nothing is built, asked for or kept but what is in sight. */
export async function expectBounded(inspector: Inspector, { events, process: most }: Bounds): Promise<void> {
  await withPageOf(inspector, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await untilRead(inspector);
    await until(page, `${LISTED} >= ${events}`);
    await page.keyboard.press('PageDown');
    await page.evaluate(COUNT_ROWS);
    const [built, used] = [await nodes(page), await heap(session)];
    let requests = 0;
    page.on('request', () => {
      requests++;
    });
    await page.locator('#events').hover();
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, 400);
    for (let place = 0; place < PLACES; place++) {
      await page.evaluate(`{
        const box = document.querySelector('#events');
        box.scrollTop = (box.scrollHeight * ${place}) / ${PLACES};
      }`);
      await page.waitForTimeout(20);
      expect(await nodes(page)).toBeLessThan(MOST.nodes);
    }
    for (const key of ['Home', 'End', 'PageUp', 'Home', 'PageDown']) await page.keyboard.press(key);
    await until(page, IS_KNOWN);
    expect(await page.evaluate<number>('window.made')).toBe(0);
    expect(built).toBeLessThan(MOST.nodes);
    expect(await nodes(page)).toBeLessThan(MOST.nodes);
    expect(requests).toBeLessThan(MOST.requests);
    expect(await heap(session)).toBeLessThan(used + MOST.heap);
    expect(peakOf(inspector.pid)).toBeLessThan(most);
  });
}
