import { alsoWith } from './filter-terms.js';

const RANGE = /(?: and )?evt\.rawtime>=\d+ and evt\.rawtime<=\d+$/;

/** A filter with a range of times (in digits), instead of the one it ends with. */
export const withRange = (filter: string, from: string, to: string): string =>
  alsoWith(filter.replace(RANGE, ''), `evt.rawtime>=${from} and evt.rawtime<=${to}`);
