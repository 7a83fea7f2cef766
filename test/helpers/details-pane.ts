import type { Page } from 'playwright-core';

/** The details of the chosen event. */
export const details = (page: Page) => page.getByRole('region', { name: 'Details' });

/** Waits until the event with a number is the chosen one. */
export const isAt = (page: Page, num: number | string): Promise<void> =>
  details(page).getByText(`event ${num}`, { exact: true }).waitFor();

/** Goes to the event with a number, by keys. */
export async function goTo(page: Page, num: number): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.type(String(num));
  await page.keyboard.press('Enter');
  await isAt(page, num);
}
