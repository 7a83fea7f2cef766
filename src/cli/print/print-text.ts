import { TextOutput } from './text-output.js';

const STDOUT = 1;

/** Prints text that is not of events, and is UTF-8. */
export async function printText(text: string): Promise<void> {
  const output = new TextOutput(STDOUT, false);
  output.line(Buffer.from(text.trimEnd(), 'utf8').toString('latin1'));
  await output.flush();
}
