/** Resolves once `isSo` holds; throws after `limit` ms. */
export async function until(isSo: () => boolean, limit = 45_000): Promise<void> {
  const start = Date.now();
  while (!isSo()) {
    if (Date.now() - start > limit) throw new Error(`waited ${limit} ms for ${isSo}, which did not hold`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
