import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Helpers of tests that take minutes: those that try many random cases, and that which builds the package. */
const LONG = /from '.*\/(seed|differential|property|installed)\.js'/;

/** Starts the longest test files first, so that none is left running alone at the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = new Map(tests.map(({ path }) => [path, LONG.test(readFileSync(path, 'utf8'))]));
    return super.sort(tests).sort((a, b) => Number(isLong.get(b.path)) - Number(isLong.get(a.path)));
  }
}
