import { toByteString } from '../bytes/text.js';
import { TextError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { ColourRule, FilterSetAnswer, FilterSetRequest, Refusal } from './protocol.js';
import { jsonIn, RequestError } from './route.js';

/** Sets that are kept: the one that was used least recently is forgotten. */
const MAX_SETS = 16;
const MAX_FILTERS = 200;

/** Whether an event passes. */
type Test = Filter['test'];

const never: Test = () => false;

/** Lists of filters that pages have sent to colour events by. Number 0 is the one of the start. */
export class FilterSets {
  private readonly byId = new Map<number, readonly Test[]>();
  private readonly context: FieldContext;
  private readonly first: readonly Test[];
  private count = 0;

  /** `first`: the rules of the start. */
  constructor(context: FieldContext, first: readonly ColourRule[]) {
    this.context = context;
    this.first = first.map(({ filter }) => compileFilter(filter, context).test);
  }

  /** Keeps the filters of a request; wrong ones accept nothing. Throws RequestError 400. */
  add(body: string): FilterSetAnswer {
    const filters = filtersIn(body);
    const problems: (Refusal | null)[] = [];
    const tests = filters.map((filter) => {
      const { test, problem } = this.compile(filter);
      problems.push(problem);
      return test;
    });
    const [oldest] = this.byId.keys();
    if (this.byId.size >= MAX_SETS && oldest !== undefined) this.byId.delete(oldest);
    const id = ++this.count;
    this.byId.set(id, tests);
    return { id, problems };
  }

  private compile(filter: string): { readonly test: Test; readonly problem: Refusal | null } {
    try {
      return { test: compileFilter(toByteString(filter), this.context).test, problem: null };
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      return { test: never, problem: { message: error.message, position: error.pos } };
    }
  }

  /** The filters of a set, in order. Throws RequestError 404. */
  of(id: number): readonly Test[] {
    if (id === 0) return this.first;
    const tests = this.byId.get(id);
    if (tests === undefined) throw new RequestError(404, 'these colour rules are no longer there');
    this.byId.delete(id);
    this.byId.set(id, tests);
    return tests;
  }
}

function filtersIn(body: string): readonly string[] {
  const { filters } = jsonIn<FilterSetRequest>(body);
  if (!Array.isArray(filters) || !filters.every((filter) => typeof filter === 'string'))
    throw new RequestError(400, 'the body has no filters');
  if (filters.length > MAX_FILTERS) throw new RequestError(400, `at most ${MAX_FILTERS} filters`);
  return filters as readonly string[];
}
