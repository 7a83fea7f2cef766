import { isExpectedEnd, ModeRunner, RUN_MODES } from '../helpers/run-modes.js';
import { makeScratch } from '../helpers/scratch.js';

const scratch = makeScratch();
const runner = new ModeRunner(scratch.path('.'));
process.once('exit', () => scratch.remove());

/** Processes bytes as a capture in every mode. Rejects with any unexpected error, and if two modes disagree on the status. */
export async function fuzz(data: Buffer): Promise<void> {
  runner.capture = data;
  const { status } = await runner.read();
  for (const mode of RUN_MODES) {
    const result = await runner.run(mode);
    if (!isExpectedEnd(result, status))
      throw new Error(`${mode.words.join(' ')} ends with ${result.status}, not ${status}`);
    if (result.outputErrors.length > 0) throw new Error(`${mode.words.join(' ')} wrote ${result.outputErrors.join()}`);
  }
  const ended = await runner.runLibrary();
  if (!isExpectedEnd(ended, status)) throw new Error(`the library ends with ${ended.status}, not ${status}`);
}
