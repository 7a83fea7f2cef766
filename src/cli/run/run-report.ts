import { basename } from 'node:path';
import { fromByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { FieldContext } from '../../fields/field-context.js';
import type { CaptureIndex } from '../../inspect/capture-index.js';
import { Inspection } from '../../inspect/inspection.js';
import type { View } from '../../inspect/view.js';
import { openReplacedFile } from '../../output/replaced-file.js';
import { extractionsFor } from '../../run/hosted-sources.js';
import { openRawContent } from '../../source/raw-content.js';
import { readReportPage } from '../../web/assets.js';
import { MAX_EVENTS, reportOf } from '../../web/report/report.js';
import { EXIT } from '../exit-codes.js';
import type { ReportRequest } from '../options/report-options.js';
import { compileFor, contextOf, filterOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { pluginEnder } from './plugin-ender.js';
import { refuseSameFile } from './same-file.js';

const DESCRIPTOR = /^\/(?:proc\/self|dev)\/fd\/\d+$/;
/** Most bytes that are copied of a capture that cannot be read again. */
const COPIED = 2 * 2 ** 30;

/** Where a report goes. */
interface Target {
  write(piece: string): Promise<void> | void;
  finish(): void;
  discard(): void;
}

async function openTarget({ file }: ReportRequest, processIo: ProcessIo, ended: AbortSignal): Promise<Target> {
  if (file === null) {
    if (processIo.isStdoutTerminal)
      throw new SyssharkError('USAGE', 'the report would go to this terminal: use -o FILE or a pipe');
    const text = new TextOutput(processIo.stdout, false);
    const nothing = (): void => undefined;
    return { write: (piece) => text.write(Buffer.from(piece)), finish: nothing, discard: nothing };
  }
  const replaced = await openReplacedFile(file, ended);
  return { ...replaced, write: (piece) => replaced.write(Buffer.from(piece)) };
}

const counted = (events: number): string => events.toLocaleString('en-US');

/** Why a report would be empty. */
function emptiness({ kept: { count }, problem }: CaptureIndex): string {
  if (count === 0) return `${problem ?? 'the capture has no events'}: there is nothing to report`;
  return `no event passes the filter: there is nothing to report${problem === null ? '' : ` (${problem})`}`;
}

/** Throws SyssharkError USAGE if a report of a view would be too large, or empty. */
function checkSize({ index }: Inspection, view: View): void {
  if (view.count === 0) throw new SyssharkError('USAGE', emptiness(index));
  if (view.count <= MAX_EVENTS) return;
  const last = `evt.num<=${index.kept.num(view.at(MAX_EVENTS - 1))}`;
  const text = fromByteString(view.text);
  const filter = text === '' ? last : `(${text}) and ${last}`;
  throw new SyssharkError(
    'USAGE',
    `a report has ${counted(MAX_EVENTS)} events at most, and these are ${counted(view.count)}: narrow them with a filter; "${filter}" has the first ${counted(MAX_EVENTS)}`,
  );
}

/** The text of the filter, with those of -Y. */
function filterText({ options }: ReportRequest): string {
  const all = [options.filter, ...options.displayFilters].filter((text) => text !== '');
  return all.length > 1 ? all.map((text) => `(${text})`).join(' and ') : (all[0] ?? '');
}

/** What the page calls the capture; a descriptor has no name that says anything. */
function titleOf(capture: string): string {
  if (capture === '-') return 'standard input';
  return DESCRIPTOR.test(capture) ? 'capture' : basename(capture);
}

/** Writes the report; what is wrong with the capture, or null. Throws SyssharkError. */
async function writeReport(
  request: ReportRequest,
  target: Target,
  { context, ended }: { readonly context: FieldContext; readonly ended: AbortSignal },
): Promise<string | null> {
  const { capture } = request;
  const page = readReportPage();
  const extractions = () => extractionsFor(request.options.sources);
  const inspection = new Inspection(openRawContent(capture, COPIED), { context, extractions });
  ended.addEventListener('abort', () => inspection.index.stop());
  try {
    await inspection.whole();
    const { readError, problem } = inspection.index;
    // what would be reported is not what the capture has
    if (readError !== null) throw readError;
    const view = await inspection.found(filterText(request));
    if (view.problem !== null) throw new SyssharkError('IO', view.problem);
    checkEnd(ended);
    checkSize(inspection, view);
    for await (const piece of reportOf({ inspection, view, context, page, title: titleOf(capture) })) {
      checkEnd(ended);
      await target.write(piece);
    }
    return problem;
  } finally {
    await inspection.close();
  }
}

/** Throws SyssharkError if the user has ended the run. */
function checkEnd({ aborted }: AbortSignal): void {
  if (aborted) throw new SyssharkError('IO', 'interrupted: there is no report');
}

/** Writes a capture as a page that needs nothing else; resolves to the exit status. Throws SyssharkError; then there is no file. */
export async function runReport(request: ReportRequest, processIo: ProcessIo): Promise<number> {
  const { options } = request;
  const context = contextOf(options);
  compileFor(options, filterOf(options));
  refuseSameFile(options, null);
  const ended = new AbortController();
  const endPlugins = pluginEnder(options.sources);
  const forget = processIo.onEnd((why) => {
    endPlugins(why);
    ended.abort();
  });
  const target = await openTarget(request, processIo, ended.signal);
  try {
    const problem = await writeReport(request, target, { context, ended: ended.signal });
    target.finish();
    if (problem !== null) processIo.warn(`sysshark: ${problem}`);
    return problem === null ? EXIT.DONE : EXIT.INCOMPLETE;
  } finally {
    target.discard();
    forget();
  }
}
