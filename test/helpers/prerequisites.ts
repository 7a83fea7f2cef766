import { describe, test } from '@jest/globals';

/** Whether tests that cannot run fail instead of being skipped. True in CI. */
export const MUST_RUN = process.env['CI'] !== undefined;

/** `describe` if the prerequisites are there, or in CI, where the tests fail without them; otherwise `describe.skip`. */
export function describeIf(isThere: boolean): typeof describe | typeof describe.skip {
  return isThere || MUST_RUN ? describe : describe.skip;
}

/** The same for single tests. */
export function testIf(isThere: boolean): typeof test | typeof test.skip {
  return isThere || MUST_RUN ? test : test.skip;
}
