import { withoutControls } from '../../bytes/masked-text.js';
import { probeOptions } from '../../run/live-run.js';
import { ALL_NEEDS } from '../../run/state-needs.js';
import { checkMachine, type Outcome } from '../../source/machine-checks.js';
import { EXIT } from '../exit-codes.js';
import type { RunOptions } from '../options/run-options.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';

const STDOUT = 1;
const MARKS: Readonly<Record<Outcome, string>> = { good: 'ok  ', note: 'note', bad: 'FAIL' };

/** Checks whether this machine can be captured and prints the results; resolves to 0 if a capture can start. */
export async function runDoctor(options: RunOptions, { isStdoutTerminal }: ProcessIo): Promise<number> {
  const output = new TextOutput(STDOUT, isStdoutTerminal);
  const findings = checkMachine(probeOptions(options, { filter: null, command: null, needs: ALL_NEEDS }));
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, outcome, text } of findings)
    output.line(withoutControls(`${MARKS[outcome]}  ${what.padEnd(width)}  ${text}`));
  const canStart = findings.every(({ outcome }) => outcome !== 'bad');
  output.line(canStart ? 'Live capture works.' : 'Live capture does not work; reading captures does.');
  await output.flush();
  return canStart ? EXIT.DONE : EXIT.ERROR;
}
