import { NUMERIC_ENDS, portNames } from '../../decode/end-text.js';
import { SyssharkError } from '../../errors.js';
import type { Ast } from '../../filter/ast.js';
import { CaptureWriter } from '../../output/capture-writer.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { End } from '../../run/end.js';
import { Limits } from '../../run/limits.js';
import { Pace } from '../../run/pace.js';
import { Session, type SessionParts, sessionParts } from '../../run/session.js';
import type { OpenSource } from '../../run/sources.js';
import { readServices } from '../../source/services.js';
import { reasonOf } from '../../source/system-error.js';
import { unrecorded } from '../../source/unnamed-file.js';
import type { StateOptions } from '../../state/system-state.js';
import { EXIT } from '../exit-codes.js';
import type { RunOptions } from '../options/run-options.js';
import type { Written } from '../print/announcement.js';
import type { ChiselPrinter } from '../print/chisel-printer.js';
import { LinePrinter } from '../print/line-printer.js';
import { chooseFrame, type Frame, filterOf } from '../print/printing.js';
import { Report } from '../print/report.js';
import type { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { pluginEnder } from './plugin-ender.js';
import { planRun, type RunPlan } from './run-plan.js';

const STDOUT = 1;
/** Time limit for filtering a live source's last events after the request to end, in ms; other sources have no such events. */
const GRACE_MS = 300;
const NS_PER_MS = 1e6;
/** Longest delay of a timer, 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Longest time in ms to process a batch without a turn of the event loop: signals are handled only in between. */
const PIECE_MS = 50;

/**
 * Captures or reads as the options say; resolves to the exit status, which is that of the captured command if there is one.
 * Throws SyssharkError after a clean close.
 */
export async function runCapture(given: RunOptions, processIo: ProcessIo): Promise<number> {
  const printIo = given.textFile === null ? processIo : { ...processIo, isStdoutTerminal: false };
  return runFiltered(given, filterOf(given), printIo);
}

/** As runCapture, with this filter instead of that of the command line. */
async function runFiltered(given: RunOptions, filter: Ast | null, processIo: ProcessIo): Promise<number> {
  const { options, plan } = await planRun(given, filter, processIo);
  const { command, chisels, own } = plan;
  try {
    await run(plan, options, processIo);
  } catch (error) {
    command?.stop();
    throw error;
  }
  const lacks = (chisels ?? own)?.lacks ?? [];
  for (const lack of lacks) processIo.warn(`sysshark: ${lack}`);
  await copyFound(chisels, processIo);
  return (await command?.status) || (plan.memory.isExceeded || lacks.length > 0 ? EXIT.INCOMPLETE : EXIT.DONE);
}

/** Writes the captures that chisels request; the input is read again for each. */
async function copyFound(chisels: ChiselPrinter | null, processIo: ProcessIo): Promise<void> {
  for (const { options, filter } of chisels?.copies ?? []) await runFiltered(options, filter, processIo);
}

/** How long events that have arrived may still be filtered after the request to end, in ms. Who sent some was told that they are kept. */
function graceOf({ source: { listens, isLive } }: RunOptions): number {
  if (listens) return Number.POSITIVE_INFINITY;
  return isLive ? GRACE_MS : 0;
}

async function run(plan: RunPlan, options: RunOptions, processIo: ProcessIo): Promise<void> {
  const end = new End(graceOf(options));
  const endPlugins = pluginEnder(options.sources);
  const forget = processIo.onEnd((why) => {
    endPlugins(why);
    end.request();
    plan.command?.stop();
  });
  try {
    await runUntil(end, plan, options, processIo);
  } finally {
    forget();
  }
}

/** Ends a live capture by the clock (-M): events may be rare, or none may pass the filter. */
function endByClock(end: End, { source, maxTime }: RunOptions): NodeJS.Timeout | undefined {
  const ms = maxTime / NS_PER_MS;
  return source.isLive && ms <= MAX_TIMER_MS ? setTimeout(() => end.request(), ms) : undefined;
}

async function runUntil(end: End, plan: RunPlan, options: RunOptions, processIo: ProcessIo): Promise<void> {
  const opened = await openSource(options, plan, processIo, end.signal);
  try {
    // before the first file is created, so that the new user owns it
    plan.privilegeDrop?.apply(options);
    await plan.chisels?.prepare();
    await redirect(options, plan, processIo, end.signal);
    plan.own?.open();
    const frame = await chooseFrame(options);
    addHeadings(frame, plan);
    const report = await Report.start(options, processIo);
    const writer = writerOf(options, plan, processIo);
    const session = openSession(options, { ...plan, ...opened, frame, report, writer, end });
    // not before: attaching the probe takes a while on a busy machine
    const timer = endByClock(end, options);
    try {
      for await (const counts of session.steps()) report.update(counts);
    } finally {
      clearTimeout(timer);
      await conclude(session, report, plan.text, () => ({
        bytes: writer?.written ?? null,
        lost: opened.live?.losses ?? null,
      }));
      if (session.isCutShort) processIo.warn('sysshark: stopped before all recorded events were filtered');
    }
  } catch (error) {
    throw plan.privilegeDrop?.explain(error) ?? error;
  } finally {
    opened.source.close();
  }
}

async function openSource(
  options: RunOptions,
  plan: RunPlan,
  { warn, env, parent }: ProcessIo,
  ended: AbortSignal,
): Promise<OpenSource> {
  const { source, sources, printing, textFile, output } = options;
  const isPrinted = printing !== 'nothing' && textFile === null;
  const readerOf = output === '-' || isPrinted ? STDOUT : null;
  if (source.asks) plan.privilegeDrop?.applyWhole();
  const hasPlugins = sources.some(({ hosted }) => hosted !== undefined);
  const opened = await source.open(options, { ...plan, ended, env, warn, readerOf, parent, hasPlugins });
  if (!hasPlugins) return opened;
  const { extracted, extractionsFor } = await import('../../run/hosted-sources.js');
  const mask = plan.filter?.mask ?? null;
  return { ...opened, source: extracted(opened.source, extractionsFor(sources, source, mask)) };
}

/** Directs text to the file of -o, if one is given: what it names may be a terminal. */
async function redirect(
  { textFile, hasRawBytes, follow }: RunOptions,
  { text }: RunPlan,
  { isTerminal }: ProcessIo,
  ended: AbortSignal,
): Promise<void> {
  if (textFile === null) return;
  const { openOutputFile } = await import('../../output/output-file.js');
  try {
    const fd = await openOutputFile(textFile, ended);
    const isForTerminal = isTerminal(fd);
    if (isForTerminal && follow?.form === 'raw')
      throw new SyssharkError('USAGE', 'it is a terminal, which could obey the bytes that --raw writes');
    text.redirect({ fd, name: textFile, isForTerminal: isForTerminal && !hasRawBytes });
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${textFile}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Adds the headings. */
function addHeadings({ heading }: Frame, { text, chisels }: RunPlan): void {
  if (heading !== null) text.line(heading);
  chisels?.addHeadings();
}

/** What a session is opened with, besides its options. */
interface Opening extends RunPlan, OpenSource {
  readonly frame: Frame;
  readonly report: Report;
  /** Writes the capture; null if none is written, or several. */
  readonly writer: CaptureWriter | null;
  readonly end: End;
}

function openSession(options: RunOptions, opening: Opening): Session {
  const { source, live, naming, end, filter, skipContext, needs, chisels, split, memory, pressure, report } = opening;
  return new Session(
    sessionParts({
      source,
      live: live ?? null,
      end,
      options: { ...options, countsCopies: report.isAnnounced },
      naming: { ...namingOf(options), ...naming },
      filter,
      skipContext,
      needs,
      consumers: consumersOf(options, opening),
      ...captureOf(opening),
      shadow: shadowOf(opening),
      requests: [split?.requests ?? null, chisels?.ticks() ?? null].filter((one) => one !== null),
      limits: new Limits(options),
      pace: new Pace(PIECE_MS, filter),
      memory,
      pressure,
      isUnbuffered: options.isUnbuffered,
    }),
  );
}

/** The consumers of the events that are shown, in order. */
function consumersOf(
  { consumers }: RunOptions,
  { emit, text, frame, chisels, own, report }: Opening,
): readonly EventConsumer[] {
  const lines = emit === null ? null : new LinePrinter(emit, text, frame.ending);
  return [lines, chisels, own, ...consumers, report.summary].filter((consumer) => consumer !== null);
}

/** What keeps the shadow state for events that are copied undecoded; null if it is not needed. */
function shadowOf({ split, skipContext, shadow }: Opening): SessionParts['shadow'] {
  if (split === null || skipContext === null) return shadow ?? null;
  return () => split.shadow(skipContext.prefilter);
}

/** How state names the ends of sockets. */
function namingOf({ namesPorts, namesInterfaces }: RunOptions): StateOptions {
  return namesPorts
    ? { endText: { ...NUMERIC_ENDS, port: portNames(readServices()) }, namesInterfaces }
    : { namesInterfaces };
}

/** The writer of the only capture; null if none is written, or several. What a parent shows goes to a file without a name. */
function writerOf(
  { output, gzip }: RunOptions,
  { split, pressure }: RunPlan,
  { parent }: ProcessIo,
): CaptureWriter | null {
  if (output === null || split !== null) return null;
  return new CaptureWriter(output, { gzip, pressure, ...(parent === null ? {} : { failure: unrecorded }) });
}

/** The capture or captures to write. */
function captureOf({
  writer,
  split,
}: Pick<Opening, 'writer' | 'split'>): Partial<Pick<SessionParts, 'writer' | 'recorded' | 'split' | 'watch' | 'dump'>> {
  if (split !== null) {
    const { sink, recorded, watch, dump } = split;
    return { writer: sink, split: sink, recorded, watch, dump };
  }
  return { writer };
}

/** Completes the output, whatever ended the run. */
async function conclude(
  session: Session,
  report: Report,
  text: TextOutput,
  written: () => Omit<Written, 'events'>,
): Promise<void> {
  report.stop();
  try {
    await session.close();
  } finally {
    await report.conclude(session.pipeline, text, written());
    await text.flush();
  }
}
