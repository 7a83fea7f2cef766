import { describe, test } from '@jest/globals';

/** Whether tests that cannot run here fail instead of being skipped: in CI. */
export const MUST_RUN = process.env['CI'] !== undefined;

/** `describe` if what the tests need is there, and in CI, where they fail without it; otherwise they are skipped by name. */
export function describeIf(isThere: boolean): typeof describe | typeof describe.skip {
  return isThere || MUST_RUN ? describe : describe.skip;
}

/** The same for single tests. */
export function testIf(isThere: boolean): typeof test | typeof test.skip {
  return isThere || MUST_RUN ? test : test.skip;
}
