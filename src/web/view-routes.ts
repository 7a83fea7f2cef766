import type { FieldContext } from '../fields/field-context.js';
import type { Filter } from '../filter/filter.js';
import type { Inspection } from '../inspect/inspection.js';
import { SortedView } from '../inspect/sorted-view.js';
import type { View } from '../inspect/view.js';
import { compileFormat } from '../output/format.js';
import type { Evt } from '../state/evt.js';
import { type ColourSet, FilterSets } from './filter-sets.js';
import type { Profile } from './profile.js';
import type { ListedEvent, PositionAnswer, RowsAnswer, StripAnswer, ViewInfo } from './protocol.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';
import { stripOf } from './strip.js';
import { filterOf } from './view-filter.js';
import { viewRequest } from './view-request.js';
import { Views } from './views.js';

const MAX_ROWS = 1000;
const MAX_FIELDS = 64;
const MAX_BINS = 4096;
const LAST = Number.MAX_SAFE_INTEGER;

/** Makes the listed form of an event. */
type List = (evt: Evt, row: number) => Omit<ListedEvent, 'isAfterLoss'>;

const timeOf = ({ tsHi, tsLo }: { readonly tsHi: number; readonly tsLo: number }): string =>
  String((BigInt(tsHi) << 32n) | BigInt(tsLo));

/** What lists events with some fields. Throws TextError FORMAT. */
function lister(fields: readonly string[], colours: readonly Filter['test'][], context: FieldContext): List {
  const texts = fields.map((name) => compileFormat(`%${name}`, context));
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
  private readonly colours: FilterSets;

  constructor(inspection: Inspection, context: FieldContext, { colours }: Pick<Profile, 'colours'>) {
    this.inspection = inspection;
    this.context = context;
    this.colours = new FilterSets(inspection, context, colours);
    this.routes = [
      { method: 'POST', path: '/api/filters', answer: ({ body }) => this.colours.add(body) },
      { method: 'POST', path: '/api/views', answer: ({ body }) => this.open(body) },
      { method: 'GET', path: '/api/views/ID', answer: ({ id }) => this.info(id) },
      { method: 'GET', path: '/api/views/ID/rows', answer: (call) => this.rows(call) },
      { method: 'GET', path: '/api/views/ID/position', answer: (call) => this.position(call) },
      { method: 'GET', path: '/api/views/ID/strip', answer: (call) => this.strip(call) },
    ];
  }

  /** A view that a page has opened, in the order of the capture. Throws RequestError 404. */
  of(id: number): View {
    return this.views.of(id).view;
  }

  private open(body: string): ViewInfo {
    const { order, ...asked } = viewRequest(body);
    const text = filterOf(asked, this.context);
    const known = this.views.find(text, order);
    if (known !== undefined) return this.info(known);
    const plain = this.views.find(text, null);
    const view = plain === undefined ? this.inspection.view(text) : this.views.of(plain).view;
    const sorted = order === null ? null : new SortedView(view, this.inspection.index, order);
    return this.info(this.views.add({ view, sorted }));
  }

  private info(id: number): ViewInfo {
    const { view, sorted } = this.views.of(id);
    const { text, problem } = view;
    void sorted?.update();
    const isWhole = view.isSearched && this.inspection.index.isComplete;
    return {
      id,
      filter: text,
      sort: sorted?.order ?? null,
      count: (sorted ?? view).count,
      first: sorted === null ? view.first : 0,
      ...(sorted === null ? {} : { sortings: sorted.sortings }),
      isComplete: isWhole && (sorted?.isSorted ?? true),
      searched: view.reached,
      problem,
    };
  }

  private async rows({ id, query, signal }: Call): Promise<RowsAnswer> {
    const { view, sorted } = this.views.of(id);
    const from = numberIn(query, 'from', { min: 0, max: LAST });
    const count = numberIn(query, 'count', { min: 1, max: MAX_ROWS });
    const list = lister(fieldsIn(query), this.coloursOf(query).tests, this.context);
    const shown = sorted ?? view;
    const sortings = sorted?.sortings ?? 0;
    const first = Math.max(from, sorted === null ? view.first : 0);
    const end = Math.min(from + count, shown.count);
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => shown.at(first + i));
    const { losses } = this.inspection.index;
    let before = sorted === null ? view.at(first - 1) : -1;
    const found = new Map<number, ListedEvent>();
    // events are read in the order of the capture
    const take = (evt: Evt, row: number): boolean => {
      found.set(row, { ...list(evt, row), isAfterLoss: sorted === null && losses.between(before, row) > 0 });
      before = row;
      return true;
    };
    await this.inspection.read(Uint32Array.from(rows).sort(), take, signal);
    const events = rows.flatMap((row) => found.get(row) ?? []);
    if (sorted !== null) {
      const dropped = rows.flatMap((row, i) => (found.has(row) ? [] : [first + i]));
      return { from: first, events, dropped, sortings };
    }
    // the first ones may have been dropped meanwhile
    const dropped = rows.findIndex((row) => found.has(row));
    return { from: first + (dropped < 0 ? rows.length : dropped), events };
  }

  private position({ id, query }: Call): PositionAnswer {
    const { view, sorted } = this.views.of(id);
    const row = numberIn(query, 'row', { min: 0, max: LAST });
    if (sorted === null) return { position: view.positionOf(row), isIn: view.has(row) };
    const position = row < this.inspection.index.kept.count ? sorted.positionOf(row) : sorted.count;
    return { position, isIn: sorted.at(position) === row };
  }

  private coloursOf(query: URLSearchParams): ColourSet {
    return this.colours.of(numberIn(query, 'colours', { min: 0, max: LAST, preset: 0 }));
  }

  private strip({ id, query }: Call): Promise<StripAnswer> {
    const { view } = this.views.of(id);
    const bins = numberIn(query, 'bins', { min: 1, max: MAX_BINS });
    const colours = query.has('colours') ? this.coloursOf(query).rows : null;
    return stripOf(this.inspection.index, view, { bins, isByTime: query.get('by') === 'time', colours });
  }
}
