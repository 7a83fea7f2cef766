/**
 * Prints the seed of random tests first, if it is not the default, and last of all a line with the number of tests that passed,
 * failed and were skipped.
 */
export default class Reporter {
  onRunStart() {
    const seed = process.env.SYSSHARK_SEED;
    if (seed !== undefined) console.log(`random tests start with SYSSHARK_SEED=${seed}`);
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.once('exit', () => console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`));
  }
}
