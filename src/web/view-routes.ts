import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';
import type { Inspection } from '../inspect/inspection.js';
import type { View } from '../inspect/view.js';
import { compileFormat } from '../output/format.js';
import type { Evt } from '../state/evt.js';
import { COLOURS } from './colours.js';
import type { ListedEvent, PositionAnswer, RowsAnswer, StripAnswer, ViewInfo, ViewRequest } from './protocol.js';
import { type Call, jsonIn, numberIn, RequestError, type Route } from './route.js';

/** Views that are kept: the one that was used least recently is forgotten. */
const MAX_VIEWS = 32;
const MAX_FILTER = 16 << 10;
const MAX_ROWS = 1000;
const MAX_FIELDS = 64;
const MAX_BINS = 4096;
const LAST = Number.MAX_SAFE_INTEGER;

/** Makes the listed form of an event. */
type List = (evt: Evt, row: number) => ListedEvent;

/** The views of a capture that pages have opened. */
class Views {
  private readonly byId = new Map<number, View>();
  private count = 0;

  /** Keeps a view; returns its number. */
  add(view: View): number {
    const [oldest] = this.byId.keys();
    if (this.byId.size >= MAX_VIEWS && oldest !== undefined) this.byId.delete(oldest);
    const id = ++this.count;
    this.byId.set(id, view);
    return id;
  }

  /** The number of a view with a filter; undefined if there is none. */
  find(text: string): number | undefined {
    for (const [id, view] of this.byId) if (view.text === text && view.problem === null) return id;
    return undefined;
  }

  /** Throws RequestError 404. */
  of(id: number): View {
    const view = this.byId.get(id);
    if (view === undefined) throw new RequestError(404, 'this view is no longer there');
    this.byId.delete(id);
    this.byId.set(id, view);
    return view;
  }
}

const timeOf = ({ tsHi, tsLo }: { readonly tsHi: number; readonly tsLo: number }): string =>
  String((BigInt(tsHi) << 32n) | BigInt(tsLo));

/** What lists events with some fields. Throws TextError FORMAT. */
function lister(fields: readonly string[], context: FieldContext): List {
  const texts = fields.map((name) => compileFormat(`%${name}`, context));
  const colours = COLOURS.map(({ filter }) => compileFilter(filter, context).test);
  return (evt, row) => ({
    row,
    num: evt.num,
    time: timeOf(evt.view),
    colour: colours.findIndex((accepts) => accepts(evt)),
    cells: texts.map((text) => text(evt)),
  });
}

function fieldsIn(query: URLSearchParams): readonly string[] {
  const names = (query.get('fields') ?? '').split(',').filter((name) => name !== '');
  if (names.length > MAX_FIELDS) throw new RequestError(400, `at most ${MAX_FIELDS} fields`);
  return names;
}

/** What is asked about the events that a filter accepts. */
export class ViewRoutes {
  readonly routes: readonly Route[];
  private readonly views = new Views();
  private readonly inspection: Inspection;
  private readonly context: FieldContext;

  constructor(inspection: Inspection, context: FieldContext) {
    this.inspection = inspection;
    this.context = context;
    this.routes = [
      { method: 'POST', path: '/api/views', answer: ({ body }) => this.open(body) },
      { method: 'GET', path: '/api/views/ID', answer: ({ id }) => this.info(id) },
      { method: 'GET', path: '/api/views/ID/rows', answer: (call) => this.rows(call) },
      { method: 'GET', path: '/api/views/ID/position', answer: (call) => this.position(call) },
      { method: 'GET', path: '/api/views/ID/strip', answer: (call) => this.strip(call) },
    ];
  }

  /** A view that a page has opened. Throws RequestError 404. */
  of(id: number): View {
    return this.views.of(id);
  }

  private open(body: string): ViewInfo {
    const text = toByteString(filterIn(body));
    const known = this.views.find(text);
    return this.info(known ?? this.views.add(this.inspection.view(text)));
  }

  private info(id: number): ViewInfo {
    const view = this.views.of(id);
    const { text, count, problem } = view;
    const isComplete = view.isSearched && this.inspection.index.isComplete;
    return { id, filter: text, count, isComplete, problem };
  }

  private async rows({ id, query, signal }: Call): Promise<RowsAnswer> {
    const view = this.views.of(id);
    const from = numberIn(query, 'from', { min: 0, max: LAST });
    const count = numberIn(query, 'count', { min: 1, max: MAX_ROWS });
    const list = lister(fieldsIn(query), this.context);
    const rows = Array.from({ length: Math.max(0, Math.min(count, view.count - from)) }, (_, i) => view.at(from + i));
    const events: ListedEvent[] = [];
    await this.inspection.read(rows, (evt, row) => {
      events.push(list(evt, row));
      return !signal.aborted;
    });
    return { from, events };
  }

  private position({ id, query }: Call): PositionAnswer {
    const view = this.views.of(id);
    const row = numberIn(query, 'row', { min: 0, max: LAST });
    return { position: view.positionOf(row), isIn: view.has(row) };
  }

  private strip({ id, query }: Call): StripAnswer {
    const { kept } = this.inspection.index;
    const view = this.views.of(id);
    const bins = numberIn(query, 'bins', { min: 1, max: MAX_BINS });
    const edges = query.get('by') === 'time' ? timeEdges(kept, bins) : rowEdges(kept, bins);
    const parts = edges.slice(1).map((end, i) => [edges[i] as number, end] as const);
    const [begin, end] = kept.count === 0 ? [0n, 0n] : [kept.time(0), kept.time(kept.count - 1)];
    return {
      rows: parts.map(([from]) => from),
      counts: parts.map(([from, to]) => view.positionOf(to) - view.positionOf(from)),
      failed: parts.map(([from, to]) => failuresIn(kept, view, from, to)),
      begin: String(begin),
      end: String(end),
    };
  }
}

/** Where parts of the same number of rows begin and end. */
function rowEdges({ count }: KeptColumns, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => Math.floor((count * i) / parts));
}

/** Where parts of the same time begin and end. */
function timeEdges(kept: KeptColumns, parts: number): number[] {
  const { count } = kept;
  if (count === 0) return rowEdges(kept, parts);
  const begin = kept.time(0);
  const span = kept.time(count - 1) - begin;
  const inner = Array.from({ length: parts - 1 }, (_, i) =>
    firstRowAt(kept, begin + (span * BigInt(i + 1)) / BigInt(parts)),
  );
  return [0, ...inner, count];
}

/** The first row at or behind a time, if time never goes back. */
function firstRowAt(kept: KeptColumns, time: bigint): number {
  let low = 0;
  let high = kept.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (kept.time(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Failed events of a view from one row to another. */
function failuresIn(kept: KeptColumns, view: View, from: number, to: number): number {
  let found = 0;
  for (let row = from; row < to; row++) if (kept.result(row) < 0 && view.has(row)) found++;
  return found;
}

/** The filter of a request to open a view. Throws RequestError 400, 413. */
function filterIn(body: string): string {
  const { filter: asked } = jsonIn<ViewRequest>(body);
  if (typeof asked !== 'string') throw new RequestError(400, 'the body has no filter');
  if (asked.length > MAX_FILTER) throw new SyssharkError('USAGE', `a filter may have ${MAX_FILTER} characters`);
  return asked.trim();
}
