import { ChiselSet } from '../../analysis/chisel-set.js';
import { EventOrigins } from '../../analysis/event-origins.js';
import type { Batch } from '../../bytes/batch.js';
import { SyssharkError } from '../../errors.js';
import type { FieldContext } from '../../fields/field-context.js';
import type { Ast } from '../../filter/ast.js';
import type { Filter } from '../../filter/filter.js';
import type { Paint } from '../../output/color.js';
import type { ColumnConsumer, EventConsumer } from '../../output/event-consumer.js';
import { ReportPages } from '../../output/report-pages.js';
import { Requests } from '../../run/requests.js';
import type { Evt } from '../../state/evt.js';
import type { SystemState } from '../../state/system-state.js';
import { NAMED_FORMATS } from '../options/default-formats.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { contextOf } from './printing.js';
import type { TextOutput } from './text-output.js';

const INTERVAL_MS = 1000;

/** Where chisels print, and with which colours (null for none). */
interface ChiselOutput {
  readonly text: TextOutput;
  readonly paint: Paint | null;
  /** The filter of the command line; null for none. */
  readonly filter: Ast | null;
}

/** A capture to write after the input has been read, and the filter for its events. */
interface Copy {
  readonly options: RunOptions;
  readonly filter: Ast;
}

/** The event source of the plugin that is read; null for none. */
function sourceOf({ plugin }: RunOptions, { registry }: FieldContext): string | null {
  return registry.sources.find(({ name }) => name === plugin?.name)?.plugin?.eventSource ?? null;
}

/** Runs the chisels of a command line and prints their reports when they are due. */
export class ChiselPrinter implements EventConsumer {
  private readonly set: ChiselSet;
  private readonly options: RunOptions;
  private readonly text: TextOutput;
  private readonly isLive: boolean;
  /** The event source of the plugin that is read; null if it is not known before. */
  private readonly plugin: string | null;
  private readonly origins: EventOrigins;
  private readonly pages: ReportPages;
  /** Whether the headings of chisels that need system calls are there. */
  private isOfCallsBegun = false;
  /** Whether the initial state has yet to be reported. */
  private isBeginning = false;
  private isAllReported = false;
  private timer: NodeJS.Timeout | undefined;

  /** Throws SyssharkError USAGE, TextError. */
  constructor(options: RunOptions, { isStdoutTerminal, screenSize }: ProcessIo, { text, paint, filter }: ChiselOutput) {
    this.options = options;
    this.text = text;
    this.isLive = options.source.isLive;
    const fields = contextOf(options);
    this.plugin = sourceOf(options, fields);
    this.origins = new EventOrigins(fields.registry.sources);
    const context = {
      fields,
      isLive: this.isLive,
      isJson: options.isJson,
      isAlone: options.chisels.length === 1,
      isVerbose: options.isVerbose,
      filter,
      paint,
      showsContainers: options.format !== null && NAMED_FORMATS[options.format] !== undefined,
    };
    this.set = new ChiselSet(options.chisels, context, text.text);
    if (this.set.copies.length > 0 && (options.inputs.includes('-') || options.plugin?.params === '-'))
      throw new SyssharkError('USAGE', 'standard input cannot be read twice, but a chisel requires it: use -r FILE');
    // without reports at intervals, the terminal is not cleared: printed rows stay
    const isCleared = this.isLive && isStdoutTerminal && this.set.hasIntervals;
    this.pages = new ReportPages(text.text, options.isJson ? 'none' : isCleared ? 'clear' : 'line', screenSize);
  }

  /** Ticks, one per second from now until close(), at which a report may be due; null if none can be. */
  ticks(): Requests | null {
    const { hasIntervals, awaitsEngines } = this.set;
    if (!this.isLive || !(hasIntervals || awaitsEngines)) return null;
    return new Requests({ kind: 'tick' }, (request) => {
      this.timer = setInterval(request, INTERVAL_MS);
    });
  }

  /** The options, changed so that a live capture records what the chisels need. */
  recorded(options: RunOptions): RunOptions {
    return { ...options, snaplen: Math.max(options.snaplen, this.set.snaplen) };
  }

  /** A filter, narrowed to the events that chisels use if nothing else writes or counts events. */
  narrowed(filter: Ast | null): Ast | null {
    const { output, hasSummary, maxEvents } = this.options;
    const isKept = output !== null || hasSummary || maxEvents < Number.POSITIVE_INFINITY;
    return isKept ? filter : this.set.narrow(filter);
  }

  /** The sources of all events, if none is a system call. */
  private get plugins(): string | null {
    return this.plugin ?? this.origins.plugins;
  }

  /** What the input lacks, so that reports are wrong, one line each. Complete once it has been read. */
  get lacks(): readonly string[] {
    return this.set.lacks(this.plugins);
  }

  /** The captures to write after the input has been read. */
  get copies(): readonly Copy[] {
    return this.set.copies.map(({ file, filter }) => ({ options: this.copyTo(file), filter: filter() }));
  }

  private copyTo(file: string): RunOptions {
    return {
      ...this.options,
      chisels: [],
      printing: 'nothing',
      hasSummary: false,
      hasProgress: false,
      maxEvents: Number.POSITIVE_INFINITY,
      output: file,
      split: null,
    };
  }

  /** The filter of the run, changed to show the chisels more events than pass, if they need that. */
  observing(filter: Filter | null): Filter | null {
    return this.set.observing(filter);
  }

  /** Prepares the chisels, before the first event and once root is given up. Throws SyssharkError. */
  prepare(): Promise<void> {
    return this.set.prepare();
  }

  /** Adds the headings; those of chisels that need system calls once it is known that there are any. */
  addHeadings(): void {
    this.set.begin(false);
    if (this.isLive && this.plugin === null) this.beginOfCalls();
  }

  private beginOfCalls(): void {
    if (!this.isOfCallsBegun) this.set.begin(true);
    this.isOfCallsBegun = true;
  }

  /** Whether the reader of the output has exited, or everything has been reported. */
  get isDone(): boolean {
    return this.text.isGone || this.isAllReported || this.isInVain;
  }

  /** Whether a plugin is read for chisels that need system calls only. */
  private get isInVain(): boolean {
    return this.plugin !== null && this.options.output === null && this.set.isOfCalls;
  }

  get columns(): ColumnConsumer | null {
    return this.set.columns;
  }

  begin(): void {
    this.isBeginning = this.isLive;
  }

  look(batch: Batch): void {
    this.origins.look(batch);
    if (this.origins.hasOthers) this.beginOfCalls();
  }

  event(evt: Evt): boolean {
    this.set.take(evt);
    return true;
  }

  tick(state: SystemState): void {
    this.pages.add(() => this.set.reportInterval(state));
  }

  /** Reports the initial state as soon as it is known. */
  async batchEnd(state: SystemState, isAsking: boolean): Promise<void> {
    this.reportBeginning(state, isAsking);
    await this.text.flush();
  }

  /** Adds the last reports. */
  close(state: SystemState): void {
    clearInterval(this.timer);
    this.reportBeginning(state, false);
    const hasCalls = this.plugins === null;
    if (hasCalls) this.beginOfCalls();
    this.pages.add(() => this.set.reportEnd(state, hasCalls));
  }

  private reportBeginning(state: SystemState, isAsking: boolean): void {
    if (!this.isBeginning || (isAsking && this.set.awaitsEngines)) return;
    this.isBeginning = false;
    this.set.reportBeginning(state);
    if (this.set.isOfBeginning && this.options.output === null) this.isAllReported = true;
  }
}
