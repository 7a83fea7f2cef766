import { limit } from './patience.js';

/** Resolves once `isSo` holds; throws after `ms`, or longer on a slow machine. */
export async function until(isSo: () => boolean, ms = 45_000): Promise<void> {
  const end = Date.now() + limit(ms);
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${limit(ms)} ms for ${isSo}, which did not hold`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
