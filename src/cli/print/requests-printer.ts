import type { RequestGaps } from '../../analysis/requests/request-book.js';
import { SlowestRows } from '../../analysis/requests/slowest-rows.js';
import { RequestTracer } from '../../analysis/requests/tracer.js';
import { fromByteString } from '../../bytes/text.js';
import type { FieldContext } from '../../fields/field-context.js';
import { maskOf } from '../../output/masking.js';
import type { RequestRow } from '../../output/requests/request.js';
import { REQUEST_COLUMNS, requestCells } from '../../output/requests/request-columns.js';
import { writeRequestJson } from '../../output/requests/request-json.js';
import { timelineLines } from '../../output/requests/timeline.js';
import { rowWriter } from '../../output/rows/write-rows.js';
import { SNAPLEN } from '../../run/recording-limits.js';
import type { Evt } from '../../state/evt.js';
import type { RequestsOptions } from '../options/requests-request.js';
import type { OwnPrinter } from './own-printer.js';
import type { TextOutput } from './text-output.js';

/** Most rows of a table, unless -n says otherwise. */
const MOST_ROWS = 50;
/** What a printer of requests is made from. */
interface RequestsParts {
  readonly text: TextOutput;
  readonly context: FieldContext;
  /** Whether an event selects the requests of its connection… */
  readonly selects: (evt: Evt) => boolean;
  /** …and the filter that says so (byte string); '' for all. */
  readonly selector: string;
}

/** Writes the requests that a command line asks for: as objects when they end, or the slowest ones at the end. */
export class RequestsPrinter implements OwnPrinter {
  private readonly requests: RequestsOptions;
  private readonly parts: RequestsParts;
  private readonly tracer: RequestTracer;
  /** The rows that are written at the end; null if each is written when it ends. */
  private readonly slowest: SlowestRows | null;
  private shown = 0;

  constructor(requests: RequestsOptions, parts: RequestsParts) {
    const { isJson, most, hasTimeline } = requests;
    this.requests = requests;
    this.parts = parts;
    this.slowest = isJson && most === null ? null : new SlowestRows(most ?? MOST_ROWS);
    const options = { hasSteps: hasTimeline, selects: parts.selects };
    this.tracer = new RequestTracer(options, (row) => this.take(row));
  }

  open(): void {}

  /** Whether the reader of the output has exited. */
  get isDone(): boolean {
    return this.parts.text.isGone;
  }

  event(evt: Evt): boolean {
    this.tracer.take(evt);
    return true;
  }

  lost(): void {
    this.tracer.lose();
  }

  async batchEnd(): Promise<void> {
    await this.parts.text.flush();
  }

  close(): void {
    this.tracer.close();
    const rows = this.slowest?.rows ?? [];
    if (this.requests.isJson) for (const row of rows) this.writeJson(row);
    else if (this.requests.hasTimeline) this.writeTimelines(rows);
    else if (rows.length > 0) this.writeTable(rows);
  }

  /** What is missing, one line each. Complete once all has been read. */
  get lacks(): readonly string[] {
    const { gaps, switches, count } = this.tracer;
    if (count === 0) return [noRequests(this.parts.selector, gaps)];
    return [
      this.shown === 0 ? `there is no request with this number: the last one is ${count}` : null,
      cutText(gaps),
      gaps.losses === 0 ? null : 'events were lost, so requests may be missing or incomplete (a larger --buffer helps)',
      gaps.dropped === 0 ? null : `${gaps.dropped} requests are not shown: too many were open at a time`,
      switches.areKnown
        ? null
        : 'the capture has no scheduler switches: "between calls" is CPU time and waiting for a CPU, and calls count as waiting',
    ].filter((line) => line !== null);
  }

  private take(row: RequestRow): void {
    const { numbers } = this.requests;
    if (numbers !== null && !numbers.has(row.number)) return;
    this.shown++;
    if (this.slowest === null) this.writeJson(row);
    else this.slowest.add(row);
  }

  private writeJson(row: RequestRow): void {
    writeRequestJson(this.parts.text.text, row, this.requests.hasTimeline);
  }

  private writeTimelines(rows: readonly RequestRow[]): void {
    const mask = maskOf(this.parts.context);
    for (const row of rows) for (const line of timelineLines(row, mask)) this.parts.text.line(line);
  }

  private writeTable(rows: readonly RequestRow[]): void {
    const { text, context } = this.parts;
    const form = { columns: REQUEST_COLUMNS, layout: { kind: 'listing' } } as const;
    const writing = { fields: context, isJson: false, isAlone: true, isVerbose: true, paint: null };
    rowWriter(form, writing).report(text.text, { rows: rows.map(requestCells) });
    const left = this.shown - rows.length;
    if (left > 0) text.line(`${left} faster requests are not shown (-n NUMBER shows more)`);
  }
}

function noRequests(selector: string, { early }: RequestGaps): string {
  const what = `no request came in over an accepted connection${selector === '' ? '' : ` that matches ${fromByteString(selector)}`}`;
  return early === 0 ? what : `${what}; ${early} answers were written to requests from before the capture`;
}

function cutText({ cut, longest }: RequestGaps): string | null {
  if (cut === 0) return null;
  const { MAX } = SNAPLEN;
  const hint = longest > MAX ? `at most ${MAX} bytes of a call can be kept (-s ${MAX})` : `capture with -s ${longest}`;
  return `${cut} requests have bytes that were not captured, so where their answers end is a guess; ${hint}`;
}
