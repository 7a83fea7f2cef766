import { Explainer } from '../../analysis/explain/explainer.js';
import { type LastError, LastErrorSearch } from '../../analysis/explain/last-error.js';
import { SyssharkError } from '../../errors.js';
import { EXIT } from '../exit-codes.js';
import type { ExplainRequest } from '../options/explain-options.js';
import type { RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';

/** Explains an event of a capture; resolves to the exit status. */
export async function runExplanation({ options, num }: ExplainRequest, processIo: ProcessIo): Promise<number> {
  const found = num === null ? await findLastError(options, processIo) : { num, reasons: [] };
  const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
  for (const reason of found.reasons) text.line(reason);
  const status = found.num === null ? EXIT.DONE : await explain(found.num, options, { text, processIo });
  await text.flush();
  return status;
}

/** Writes the explanation of an event; resolves to the exit status. */
async function explain(
  num: number,
  options: RunOptions,
  { text, processIo }: { readonly text: TextOutput; readonly processIo: ProcessIo },
): Promise<number> {
  const explainer = new Explainer(num, contextOf(options));
  const all = { ...options, filter: '', displayFilters: [], consumers: [explainer] };
  const status = await runCapture(all, processIo);
  if (explainer.lines === null) throw new SyssharkError('USAGE', missing(num, explainer.last));
  for (const line of explainer.lines) text.line(line);
  return status;
}

/** Why an event was not found. */
function missing(num: number, last: number): string {
  if (num > last) return `there is no event ${num}: the last one is ${last}`;
  return `event ${num} is no call that ended: it only keeps state, or its end is not in the capture`;
}

async function findLastError(options: RunOptions, processIo: ProcessIo): Promise<LastError> {
  const search = new LastErrorSearch();
  const status = await runCapture({ ...options, consumers: [search] }, processIo);
  const { found, ending } = search;
  if (found !== null) return found;
  if (status !== EXIT.DONE) throw new SyssharkError('USAGE', 'no failure was found in what could be read');
  throw new SyssharkError('USAGE', ending === null ? 'no program ended badly' : `${ending} No call of it failed.`);
}
