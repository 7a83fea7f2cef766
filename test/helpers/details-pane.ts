import type { Page } from 'playwright-core';
import { until } from './browser.js';
import { lines } from './lines.js';

/** The details of the chosen event. */
export const details = (page: Page) => page.getByRole('region', { name: 'Details' });

/** Waits until the event with a number is the chosen one. */
export const isAt = (page: Page, num: number | string): Promise<void> =>
  details(page).getByText(`event ${num}`, { exact: true }).waitFor();

/** Goes to the event with a number, by keys, or to another place where this event is. */
export async function goTo(page: Page, place: number | string, num = place): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.type(String(place));
  await page.keyboard.press('Enter');
  await isAt(page, num);
}

/** Waits until the address, which follows after a rest, has the row of the event of a capture with this number. */
export async function addressed(page: Page, capture: string, num: string): Promise<void> {
  const row = (await lines('-r', capture, '-p', '%evt.num')).indexOf(num);
  await until(page, `/[#?&]e=${row}(&|$)/.test(location.href)`);
}
