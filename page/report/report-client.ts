import type {
  PositionAnswer,
  RowsAnswer,
  StatsAnswer,
  ValuesAnswer,
  ViewInfo,
  ViewRequest,
} from '../../src/web/protocol.js';
import { type Client, RefusedError } from '../api/client.js';
import { bytesOf } from '../text/byte-string.js';
import { rowsOf } from './filter.js';
import { columnOf, detailsOf, listedEvent, numAt } from './rows.js';
import { seriesOf } from './series.js';
import { stripOf } from './strip.js';
import type { Report } from './unpack.js';
import { countTexts, valuesTable } from './values.js';

/** The events that a filter accepts. */
interface ReportView {
  readonly filter: string;
  readonly rows: Uint32Array;
}

/** What is asked at a path. */
interface Asked {
  /** The number or name at its end. */
  readonly id: string;
  readonly query: URLSearchParams;
}

const NOT_HERE = 404;
const MOST_VALUES = 60;

const refused = (message: string): RefusedError => new RefusedError(NOT_HERE, { message, position: null });

/** How many rows are before a row. */
function countBefore(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a view is asked for by, as one text. */
function textOf({ filter, within = '', without = [] }: ViewRequest): string {
  const texts = [within, filter, without.length === 0 ? '' : `not evt.num in (${without.join(', ')})`];
  const given = texts.filter((text) => text !== '');
  return given.length < 2 ? given.join('') : given.map((text) => `(${text})`).join(' and ');
}

/** Answers the page from the report that it has in itself, as the server would. */
export class ReportClient implements Client {
  readonly isReport = true;
  readonly addressMark = '#';
  private readonly report: Report;
  private readonly views: ReportView[] = [];
  private readonly answers: readonly (readonly [RegExp, (asked: Asked) => unknown])[];

  constructor(report: Report) {
    const { head } = report;
    this.report = report;
    this.answers = [
      [/^\/api\/capture$/, () => head.capture],
      [/^\/api\/fields$/, () => head.fields],
      [/^\/api\/values$/, ({ query }) => this.values(query)],
      [/^\/api\/views\/(\d+)$/, ({ id }) => this.info(Number(id))],
      [/^\/api\/views\/(\d+)\/rows$/, (asked) => this.rows(asked)],
      [/^\/api\/views\/(\d+)\/position$/, (asked) => this.position(asked)],
      [/^\/api\/views\/(\d+)\/strip$/, (asked) => this.strip(asked)],
      [/^\/api\/views\/(\d+)\/series$/, (asked) => this.series(asked)],
      [/^\/api\/events\/(\d+)$/, (asked) => this.details(asked)],
      [/^\/api\/stats\/values$/, ({ query }) => this.counted(query)],
      [/^\/api\/stats\/(\w+)$/, ({ id }) => this.table(id)],
    ];
  }

  async get(path: string): Promise<unknown> {
    const { pathname, searchParams: query } = new URL(path, 'http://report');
    for (const [shape, answer] of this.answers) {
      const found = shape.exec(pathname);
      if (found !== null) return answer({ id: found[1] ?? '', query });
    }
    throw refused('A report does not have this: open the capture with sysshark ui.');
  }

  async post(path: string, body: unknown): Promise<unknown> {
    if (path !== '/api/views') throw refused('A report cannot do this: open the capture with sysshark ui.');
    const asked = body as ViewRequest;
    const filter = textOf(asked);
    const known = this.views.findIndex((view) => view.filter === filter);
    if (known >= 0) return this.info(known + 1);
    this.views.push({ filter, rows: await this.find(asked) });
    return this.info(this.views.length);
  }

  text(): Promise<string> {
    return Promise.reject(refused('A report does not have this: open the capture with sysshark ui.'));
  }

  private async find({ filter, within = '', without = [] }: ViewRequest): Promise<Uint32Array> {
    const others = await rowsOf(this.report, within);
    const leftOut = new Set(without);
    const passes = (row: number): boolean =>
      others[countBefore(others, row)] === row && !leftOut.has(numAt(this.report, row));
    return (await rowsOf(this.report, filter)).filter(passes);
  }

  async *lines(): AsyncGenerator<unknown, void, void> {
    yield this.report.head.capture.progress;
  }

  private view(id: number): ReportView {
    const view = this.views[id - 1];
    if (view === undefined) throw refused('this view is not there');
    return view;
  }

  private info(id: number): ViewInfo {
    const { filter, rows } = this.view(id);
    const { events } = this.report.head.capture.progress;
    return { id, filter, sort: null, count: rows.length, isComplete: true, searched: events, problem: null };
  }

  private async rows({ id, query }: Asked): Promise<RowsAnswer> {
    const { rows } = this.view(Number(id));
    const from = Number(query.get('from'));
    const fields = (query.get('fields') ?? '').split(',').filter((name) => name !== '');
    const columns = await Promise.all(fields.map((name) => columnOf(this.report, name)));
    const listed = rows.subarray(from, from + Number(query.get('count')));
    return { from, events: Array.from(listed, (row) => listedEvent(this.report, row, columns)) };
  }

  private position({ id, query }: Asked): PositionAnswer {
    const { rows } = this.view(Number(id));
    const row = Number(query.get('row'));
    const position = countBefore(rows, row);
    return { position, isIn: rows[position] === row };
  }

  private strip({ id, query }: Asked): unknown {
    const { rows } = this.view(Number(id));
    return stripOf(this.report, rows, { bins: Number(query.get('bins')), isByTime: query.get('by') === 'time' });
  }

  private series({ id, query }: Asked): Promise<unknown> {
    return seriesOf(this.report, this.view(Number(id)).rows, Number(query.get('interval')));
  }

  private details({ id, query }: Asked): Promise<unknown> {
    const row = Number(id);
    if (row >= this.report.count) throw refused(`there is no row ${row}`);
    const { rows } = this.view(Number(query.get('view')));
    return detailsOf(this.report, row, (at) => rows[countBefore(rows, at)] === at);
  }

  private table(name: string): StatsAnswer {
    const table = this.report.head.tables[name];
    if (table === undefined) throw refused('A report does not have this table.');
    return table;
  }

  private counted(query: URLSearchParams): Promise<StatsAnswer> {
    const { rows } = this.view(Number(query.get('view')));
    return valuesTable(this.report, query.get('field') ?? '', rows);
  }

  /** The values of a field that events have, those of most events first. */
  private async values(query: URLSearchParams): Promise<ValuesAnswer> {
    const whole = { isComplete: true, problem: null };
    const counted = await countTexts(this.report, query.get('field') ?? '', await rowsOf(this.report, ''));
    const typed = bytesOf(query.get('prefix') ?? '');
    const found = counted.filter(({ text }) => text.includes(typed));
    return { values: found.slice(0, MOST_VALUES).map(({ text, events }) => ({ text, events })), ...whole };
  }
}
