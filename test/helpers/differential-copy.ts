import { checkOptions } from '../../src/cli/options/run-options.js';
import { runCapture } from '../../src/cli/run/run-capture.js';
import { firstDifference } from './first-difference.js';
import { displayOraclePath, type OracleOutput, runOracle } from './oracle.js';
import { testIo } from './process-io.js';
import { withoutNumbers } from './without-numbers.js';

/** The parts of an event that do not depend on the events before. */
const IDENTITY = '*%evt.rawtime %evt.cpu %thread.tid %evt.dir %evt.type';

const NOWHERE = testIo(1, (line) => {
  throw new Error(line);
});

/** Copies what passes the filter, as -w does. */
async function copyCapture(path: string, copy: string, filter: string): Promise<void> {
  await runCapture(checkOptions({ read: [path], write: copy }, [filter]), NOWHERE);
}

/** Differences, as printed by the reference, between a capture (`theirs`) and its full copy. */
export async function compareWholeCopy(path: string, copy: string, theirs: OracleOutput): Promise<string[]> {
  await copyCapture(path, copy, '');
  const ours = runOracle(copy);
  return firstDifference(withoutNumbers(ours.lines), withoutNumbers(theirs.lines)).map(
    (text) => `whole copy:\n${text}`,
  );
}

/**
 * Differences, as printed by the reference, between a filtered copy and the events that pass the filter. Null, without a copy,
 * if the reference rejects the filter.
 */
export async function compareFilteredCopy(path: string, copy: string, filter: string): Promise<string[] | null> {
  const theirs = runOracle(path, ['-f', filter, '-p', IDENTITY], displayOraclePath());
  if (theirs.status !== 0) return null;
  await copyCapture(path, copy, filter);
  const ours = runOracle(copy, ['-p', IDENTITY]);
  if (ours.status !== 0) return [`the copy filtered with ${filter} is not read: ${ours.stderr}`];
  return firstDifference(ours.lines, theirs.lines).map((text) => `copy filtered with ${filter}, events:\n${text}`);
}
