import { fromByteString } from '../../bytes/text.js';
import { maskOf } from '../../output/masking.js';
import type { Progress } from '../../output/progress.js';
import { CallSummary } from '../../output/summary.js';
import { clockMs } from '../../source/clock.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { beginningText, endText, isAnnounced, type Written } from './announcement.js';
import type { TextOutput } from './text-output.js';

/** Counts of a run so far. */
interface Counts {
  readonly passed: number;
  readonly bytes: number;
}

const MEGABYTE = 1e6;

/** Whether -q is given although -w prints no events anyway. */
const isHushed = ({ output, isQuiet }: RunOptions): boolean => output !== null && isQuiet;

/** What a run prints besides its events: progress (with -P, or if it prints no events), and at its end -S and -v. */
export class Report {
  /** Counts of calls for -S; null without it. */
  readonly summary: CallSummary | null;
  private readonly options: RunOptions;
  private readonly processIo: ProcessIo;
  /** In ms; used only for -v. */
  private readonly startedAt: number;
  private progress: Progress | null = null;
  /** Whether the start and the end of a written capture are told. */
  readonly isAnnounced: boolean;

  private constructor(options: RunOptions, processIo: ProcessIo) {
    this.options = options;
    this.processIo = processIo;
    this.startedAt = options.isVerbose ? clockMs() : 0;
    this.isAnnounced = isAnnounced(options, processIo);
    this.summary = options.hasSummary ? new CallSummary() : null;
  }

  /** Starts the report of a run that begins now. */
  static async start(options: RunOptions, processIo: ProcessIo): Promise<Report> {
    const report = new Report(options, processIo);
    // a captured command uses the terminal itself
    const isSilent = options.printing === 'nothing' && options.command.length === 0 && !isHushed(options);
    if (report.isAnnounced && options.source.isLive) processIo.warn(beginningText(options));
    if ((options.hasProgress || isSilent) && processIo.isStderrTerminal) {
      const { startProgress } = await import('../../output/progress.js');
      report.progress = await startProgress(options.source.isLive ? 'capturing' : 'reading', true);
    }
    return report;
  }

  /** Updates the progress display. */
  update({ passed, bytes }: Counts): void {
    if (this.progress === null) return;
    const events = passed > 0 ? `${passed} events, ` : '';
    this.progress.update(`${events}${(bytes / MEGABYTE).toFixed(1)} MB`);
  }

  /** Removes the progress display. */
  stop(): void {
    this.progress?.stop();
  }

  /** Writes the table of calls (-S) and the counts (-v), and says what was written. */
  async conclude({ passed }: Counts, text: TextOutput, written: Omit<Written, 'events'>): Promise<void> {
    if (this.isAnnounced) this.processIo.warn(endText(this.options, { events: passed, ...written }));
    if (this.summary !== null) {
      const { renderCallTable } = await import('../../output/table.js');
      const table = renderCallTable(this.summary.rows(), maskOf({ isMasked: !this.options.hasRawBytes }));
      const isBeside = this.options.output === '-' || this.options.machineForm !== null;
      for (const line of table) isBeside ? this.processIo.warn(fromByteString(line)) : text.line(line);
    }
    if (!this.options.isVerbose) return;
    const seconds = (clockMs() - this.startedAt) / 1e3;
    const rate = (passed / seconds).toFixed(2);
    this.processIo.warn(`Elapsed time: ${seconds.toFixed(3)}, Captured Events: ${passed}, ${rate} eps`);
  }
}
