/**
 * The seed of random tests: 1, so that a change never fails for an unrelated reason. To look for faults, set SYSSHARK_SEED to a
 * number or to "random" (which jest.config.js replaces with a number).
 */
export const SEED = Number(process.env['SYSSHARK_SEED'] ?? 1);

const TIMES = Number(process.env['SYSSHARK_TIMES'] ?? 1);

/** How many random cases to try: SYSSHARK_TIMES as many as usual. With the same seed they would be the same in each run. */
export const times = (usual: number): number => usual * TIMES;

/**
 * Every `of`th of the cases, another one in each `turn`: where each case would be tried with each of many others, these share them. All of
 * them if SYSSHARK_TIMES is more than 1.
 */
export const share = <T>(cases: readonly T[], turn: number, of: number): readonly T[] =>
  TIMES > 1 ? cases : cases.filter((_, i) => i % of === turn % of);
