/**
 * Begins a run with the seed of its random tests where it is not the usual one, and ends it with one line that says how many
 * tests passed, failed and were skipped: the very last, after all else.
 */
export default class Reporter {
  onRunStart() {
    const seed = process.env.SYSSHARK_SEED;
    if (seed !== undefined) console.log(`random tests begin with SYSSHARK_SEED=${seed}`);
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.once('exit', () => console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`));
  }
}
