import { TextOutput } from './text-output.js';

const STDOUT = 1;

/** Prints UTF-8 text that does not come from events. */
export async function printText(text: string): Promise<void> {
  const output = new TextOutput(STDOUT, false);
  output.line(Buffer.from(text.trimEnd(), 'utf8').toString('latin1'));
  await output.flush();
}
