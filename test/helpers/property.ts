/** The only door to fast-check (eslint.config.js): here its properties get their seed, and how many cases they try. */
import fc from 'fast-check';
import { SEED } from './seed.js';

/** Cases that a property is tried with where it does not say so itself: SYSSHARK_RUNS, or as many as fast-check likes. */
const RUNS = process.env['SYSSHARK_RUNS'];

fc.configureGlobal({ seed: SEED, ...(RUNS === undefined ? {} : { numRuns: Number(RUNS) }) });

export { fc };
