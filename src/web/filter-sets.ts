import { toByteString } from '../bytes/text.js';
import { TextError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { Inspection } from '../inspect/inspection.js';
import { RowColours } from '../inspect/row-colours.js';
import type { ColourRule, FilterSetAnswer, FilterSetRequest, Refusal } from './protocol.js';
import { jsonIn, RequestError } from './route.js';

/** Sets that are kept: the one that was used least recently is forgotten. */
const MAX_SETS = 16;
const MAX_FILTERS = 200;

/** Filters that colour events; the first one that accepts an event counts. */
export interface ColourSet {
  /** Whether each accepts an event. */
  readonly tests: readonly Filter['test'][];
  /** The same for rows of the index. */
  readonly rows: RowColours;
}

const never: Filter['test'] = () => false;

/** Lists of filters that pages have sent to colour events by. Number 0 is the one of the start. */
export class FilterSets {
  private readonly byId = new Map<number, ColourSet>();
  private readonly inspection: Inspection;
  private readonly context: FieldContext;
  private readonly first: ColourSet;
  private count = 0;

  /** `first`: the rules of the start. */
  constructor(inspection: Inspection, context: FieldContext, first: readonly ColourRule[]) {
    this.inspection = inspection;
    this.context = context;
    const texts = first.map(({ filter }) => filter);
    this.first = this.setOf(
      texts.map((text) => compileFilter(text, context)),
      texts,
    );
  }

  private setOf(filters: readonly (Filter | null)[], texts: readonly string[]): ColourSet {
    const { index } = this.inspection;
    return {
      tests: filters.map((filter) => filter?.test ?? never),
      rows: new RowColours(index.kept, filters, (i) => this.inspection.view(texts[i] as string)),
    };
  }

  /** Keeps the filters of a request; wrong ones accept nothing. Throws RequestError 400. */
  add(body: string): FilterSetAnswer {
    const texts = filtersIn(body).map(toByteString);
    const problems: (Refusal | null)[] = [];
    const filters = texts.map((text) => {
      const { filter, problem } = this.compile(text);
      problems.push(problem);
      return filter;
    });
    this.forgetOldest();
    const id = ++this.count;
    this.byId.set(id, this.setOf(filters, texts));
    return { id, problems };
  }

  private forgetOldest(): void {
    const [oldest] = this.byId;
    if (this.byId.size < MAX_SETS || oldest === undefined) return;
    const [id, { rows }] = oldest;
    this.byId.delete(id);
    rows.close();
  }

  private compile(text: string): { readonly filter: Filter | null; readonly problem: Refusal | null } {
    try {
      return { filter: compileFilter(text, this.context), problem: null };
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      return { filter: null, problem: { message: error.message, position: error.pos } };
    }
  }

  /** A set. Throws RequestError 404. */
  of(id: number): ColourSet {
    if (id === 0) return this.first;
    const set = this.byId.get(id);
    if (set === undefined) throw new RequestError(404, 'these colour rules are no longer there');
    this.byId.delete(id);
    this.byId.set(id, set);
    return set;
  }
}

function filtersIn(body: string): readonly string[] {
  const { filters } = jsonIn<FilterSetRequest>(body);
  if (!Array.isArray(filters) || !filters.every((filter) => typeof filter === 'string'))
    throw new RequestError(400, 'the body has no filters');
  if (filters.length > MAX_FILTERS) throw new RequestError(400, `at most ${MAX_FILTERS} filters`);
  return filters as readonly string[];
}
