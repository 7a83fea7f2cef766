import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { FieldContext } from '../fields/field-context.js';
import type { Inspection } from '../inspect/inspection.js';
import type { View } from '../inspect/view.js';
import { compileFormat } from '../output/format.js';
import { clockMs } from '../source/clock.js';
import { csvOf } from './csv.js';
import { Downloads } from './downloads.js';
import { missing } from './missing-row.js';
import type { ExportForm, ExportRequest, ExportTicket } from './protocol.js';
import { type Call, jsonIn, RequestError, type Route } from './route.js';

/** Events to export. */
export interface ExportJob {
  readonly form: ExportForm;
  /** A byte string; empty for all events. */
  readonly filter: string;
  /** Columns of CSV. */
  readonly fields: readonly string[];
  /** Where the content of its events ends; null if it is whole. */
  readonly contentEnd: number | null;
}

/**
 * Makes what is exported, as the command line does; of CSV, the table of -T fields. It goes on as it is read, and ends with an error when
 * `signal` is aborted. Throws SyssharkError.
 */
export type Exporter = (job: ExportJob, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** What is sent of a form. */
interface Sent {
  readonly type: string;
  /** What the file's name ends with. */
  readonly ending: string;
}

const SENT: Readonly<Record<ExportForm, Sent>> = {
  scap: { type: 'application/octet-stream', ending: '.scap' },
  json: { type: 'application/x-ndjson', ending: '.json' },
  ndjson: { type: 'application/x-ndjson', ending: '.ndjson' },
  csv: { type: 'text/csv; charset=utf-8', ending: '.csv' },
  text: { type: 'text/plain; charset=utf-8', ending: '.txt' },
  report: { type: 'application/octet-stream', ending: '.html' },
};
const MAX_FIELDS = 64;
const MAX_ROWS = 5000;
/** Exports at a time. */
const MAX_RUNNING = 3;
const NAME_SIZE = 60;
const ENDING = /(?:\.scap)?(?:\.gz)?$/;

/** A name for the file that is harmless wherever it is saved. */
function fileName(capture: string, ending: string): string {
  const plain = basename(capture)
    .replace(ENDING, '')
    .replace(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(0, NAME_SIZE);
  return `${plain === '' || plain === '-' ? 'capture' : plain}-events${ending}`;
}

const isForm = (form: unknown): form is ExportForm => typeof form === 'string' && Object.hasOwn(SENT, form);
const isText = (value: unknown): value is string => typeof value === 'string';
const isListOf = <T>(value: unknown, most: number): value is readonly T[] =>
  Array.isArray(value) && value.length <= most;

/** The request of a body. Throws RequestError 400. */
function requestIn(body: string): ExportRequest {
  const { view, form, fields = [], rows = null, before = null } = jsonIn<ExportRequest>(body);
  if (!Number.isSafeInteger(view)) throw new RequestError(400, 'the body has no view');
  if (!isForm(form)) throw new RequestError(400, `form is one of ${Object.keys(SENT).join(' ')}`);
  if (!isListOf<unknown>(fields, MAX_FIELDS) || !fields.every(isText))
    throw new RequestError(400, `fields are at most ${MAX_FIELDS} names`);
  if (form === 'csv' && fields.length === 0) throw new RequestError(400, 'CSV needs fields');
  return { view: view as number, form, fields, rows: rows === null ? null : rowsIn(rows), before: beforeIn(before) };
}

/** Throws RequestError 400. */
function beforeIn(before: unknown): number | null {
  if (before === null || Number.isSafeInteger(before)) return before as number | null;
  throw new RequestError(400, 'before is a row');
}

/** Throws RequestError 400. */
function rowsIn(rows: unknown): readonly number[] {
  if (isListOf<number>(rows, MAX_ROWS) && rows.length > 0) return rows;
  throw new RequestError(400, `rows are at most ${MAX_ROWS} numbers`);
}

/** Lets the page export events. They are made while they are read: a browser that reads slowly, or no longer, makes no more work. */
export class Exports {
  readonly route: Route;
  private readonly downloads = new Downloads<ExportJob>(clockMs);
  private readonly inspection: Inspection;
  private readonly make: Exporter;
  private running = 0;

  /** `viewOf` finds the view of a request. */
  constructor(
    inspection: Inspection,
    { context, viewOf, make }: { context: FieldContext; viewOf: (id: number) => View; make: Exporter },
  ) {
    this.inspection = inspection;
    this.make = make;
    this.route = {
      method: 'POST',
      path: '/api/exports',
      answer: async ({ body }: Call): Promise<ExportTicket> => {
        const { view, form, fields, rows, before } = requestIn(body);
        for (const name of fields) compileFormat(`%${name}`, context);
        const filter = rows === null ? viewOf(view).text : this.filterFor(rows);
        // what is copied as it is read is there only then
        await inspection.ready();
        return { path: this.downloads.offer({ form, filter, fields, contentEnd: this.inspection.contentEnd(before) }) };
      },
    };
  }

  /** The filter that accepts some rows. Throws RequestError 404. */
  private filterFor(rows: readonly number[]): string {
    const { kept } = this.inspection.index;
    const nums = rows.map((row) => {
      if (!(Number.isSafeInteger(row) && this.inspection.has(row)))
        throw new RequestError(404, missing(this.inspection, row));
      return kept.num(row);
    });
    return `evt.num in (${nums.join(', ')})`;
  }

  /** Whether a path is one for downloads. */
  isPath(path: string): boolean {
    return this.downloads.isPath(path);
  }

  /** Sends what a path stands for. Throws RequestError, and SyssharkError of the exporter. */
  async send(path: string, response: ServerResponse): Promise<void> {
    const job = this.downloads.take(path);
    if (job === null) throw new RequestError(404, 'this was fetched already, or too late: export again');
    if (this.running >= MAX_RUNNING) throw new RequestError(503, `more than ${MAX_RUNNING} exports at a time`);
    this.running++;
    const left = new AbortController();
    response.on('close', () => left.abort());
    try {
      await this.write(job, response, left.signal);
    } catch (error) {
      if (!left.signal.aborted) throw error;
    } finally {
      left.abort();
      this.running--;
    }
  }

  private async write(job: ExportJob, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const { type, ending } = SENT[job.form];
    const made = this.make(job, signal);
    const pieces = (job.form === 'csv' ? csvOf(made) : made)[Symbol.asyncIterator]();
    // what fails at once is answered with the reason
    let piece = await pieces.next();
    response.setHeader('content-type', type);
    response.setHeader('content-disposition', `attachment; filename="${fileName(this.inspection.path, ending)}"`);
    for (; piece.done !== true; piece = await pieces.next())
      if (!response.write(piece.value)) await once(response, 'drain', { signal });
    response.end();
  }
}
