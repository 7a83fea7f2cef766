import { gzipSync } from 'node:zlib';
import { ask, type HttpAnswer, requestsEnd } from '../../plugins/http-exchange.js';
import { reasonOf } from '../../source/system-error.js';
import { encodeTelemetry, type KeyValue, rejectedOf, type Signal } from './messages.js';

const OK = 200;
/** Not found, or no such method: VictoriaMetrics has a 400. */
const UNKNOWN_PATH: ReadonlySet<number> = new Set([400, 404, 405]);
const FIRST_ERROR = 300;
/** Spans that wait, and most of one request: the oldest make room for new ones. */
const MOST_SPANS = 10_000;
const SPANS_AT_ONCE = 1000;
/** How long what waits is still sent at the end, in ms, and an answer is waited for. */
const DRAIN_MS = 3000;
const PATIENCE_MS = 20_000;
const MOST_TEXT = 200;

/** Where telemetry goes. */
export interface Receiver {
  /** What comes before /v1/metrics and /v1/traces. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates to trust instead of the system's, as PEM; null for those. */
  readonly authority: Buffer | null;
}

/** What an exporter sends, as whom. */
export interface ExporterParts {
  readonly receiver: Receiver;
  readonly resource: readonly KeyValue[];
  readonly version: string;
  /** The metrics as they are now. */
  readonly metrics: () => readonly object[];
  readonly warn: (line: string) => void;
}

/** A receiver does not know the path. */
class Unknown extends Error {}

/** Throws what an answer that is no success says. */
function checkAnswer({ status, body }: HttpAnswer, { pathname }: URL): void {
  if (status >= OK && status < FIRST_ERROR) return;
  const [text = ''] = body.toString('utf8', 0, MOST_TEXT).trim().split('\n');
  const said = `it answers ${status} to ${pathname}${text === '' ? '' : `: ${text}`}`;
  throw UNKNOWN_PATH.has(status) ? new Unknown(said) : new Error(said);
}

/** Sends metrics and spans, one request at a time. Nobody waits for it: spans that find no room are counted. */
export class OtlpExporter {
  private readonly parts: ExporterParts;
  private readonly ended = requestsEnd();
  private spans: object[] = [];
  /** Spans that were not sent, and metrics that the receiver has left out. */
  private readonly missing = { spans: 0, points: 0 };
  private sending: Promise<void> | null = null;
  private isDue = false;
  private isFailing = false;
  private takesSpans = true;

  constructor(parts: ExporterParts) {
    this.parts = parts;
  }

  /** Takes a span, to be sent with others. */
  add(span: object): void {
    if (!this.takesSpans) return;
    if (this.spans.length >= MOST_SPANS) {
      this.spans.splice(0, SPANS_AT_ONCE);
      this.missing.spans += SPANS_AT_ONCE;
    }
    this.spans.push(span);
  }

  /** Sends metrics and spans; while it sends already, once more after that. */
  send(): void {
    this.isDue = true;
    this.sending ??= this.sendDue().finally(() => {
      this.sending = null;
    });
  }

  private async sendDue(): Promise<void> {
    const { parts, ended } = this;
    const { receiver, metrics, warn } = parts;
    while (this.isDue && !ended.signal.aborted) {
      this.isDue = false;
      try {
        await this.post('metrics', metrics());
        while (this.spans.length > 0) await this.sendSpans();
        if (this.isFailing) warn(`sysshark: ${receiver.base} takes metrics again`);
        this.isFailing = false;
      } catch (error) {
        // close() says what it did not wait for
        if (!this.isFailing && !ended.signal.aborted)
          warn(`sysshark: cannot send metrics to ${receiver.base}: ${reasonOf(error)}; the capture goes on`);
        this.isFailing = true;
      }
    }
  }

  private async sendSpans(): Promise<void> {
    const some = this.spans.splice(0, SPANS_AT_ONCE);
    try {
      await this.post('traces', some);
    } catch (error) {
      if (error instanceof Unknown) {
        this.takesSpans = false;
        this.spans = [];
        this.parts.warn(
          `sysshark: ${this.parts.receiver.base} takes no spans: ${error.message}; requests are not sent`,
        );
        return;
      }
      const room = Math.max(0, MOST_SPANS - this.spans.length);
      this.missing.spans += Math.max(0, some.length - room);
      this.spans.unshift(...(room === 0 ? [] : some.slice(-room)));
      throw error;
    }
  }

  private async post(signal: Signal, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const { receiver, resource, version } = this.parts;
    const body = gzipSync(encodeTelemetry({ signal, resource, version, rows }));
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip', ...receiver.headers };
    const url = new URL(`${receiver.base}/v1/${signal}`);
    const ca = receiver.authority === null ? {} : { ca: receiver.authority };
    const request = { method: 'POST', url, headers, body, patience: PATIENCE_MS, ...ca } as const;
    const answer = await ask(async () => request, this.ended.signal);
    checkAnswer(answer, url);
    const rejected = rejectedOf(answer.body);
    if (rejected !== null) this.missing[signal === 'metrics' ? 'points' : 'spans'] += rejected.count;
  }

  /** Sends what waits, for some seconds, and says what could not be sent. */
  async close(): Promise<void> {
    const { warn, receiver } = this.parts;
    const timer = setTimeout(() => this.ended.abort(), DRAIN_MS);
    if (this.isFailing || this.spans.length > 0) this.send();
    await this.sending;
    clearTimeout(timer);
    this.ended.abort();
    if (this.isFailing) warn(`sysshark: the latest metrics were not sent to ${receiver.base}`);
    const { spans, points } = this.missing;
    if (spans + this.spans.length > 0)
      warn(`sysshark: ${spans + this.spans.length} requests were not sent to ${receiver.base}`);
    if (points > 0) warn(`sysshark: ${receiver.base} has left out ${points} values`);
  }
}
