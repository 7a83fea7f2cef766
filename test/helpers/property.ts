/** The only module that may import fast-check (eslint.config.js). It sets the seed and the number of cases. */
import fc from 'fast-check';
import { SEED } from './seed.js';

/** Default number of cases for a property: SYSSHARK_RUNS, or fast-check's default. */
const RUNS = process.env['SYSSHARK_RUNS'];

fc.configureGlobal({ seed: SEED, ...(RUNS === undefined ? {} : { numRuns: Number(RUNS) }) });

export { fc };
