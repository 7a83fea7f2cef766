import { setTimeout } from 'node:timers/promises';
import { SyssharkError, TextError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { compileFormat } from '../output/format.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { Evt } from '../state/evt.js';
import { Demand } from './demand.js';
import type { Inspection } from './inspection.js';
import type { KnownValue } from './known-values.js';
import { readAgain } from './read-again.js';
import { unlessDropped } from './unless-dropped.js';

/** Values that are counted of a field: those that come first. Longer ones are left out. */
const MOST_VALUES = 4096;
const MOST_CHARACTERS = 256;
/** Fields whose values are kept. */
const MOST_FIELDS = 16;
/** How long an answer waits for all values to be counted, in ms: those that are counted by then are told. */
const PATIENCE_MS = 400;

/** The values of a field, as far as they are counted. */
export interface Counted {
  readonly values: readonly KnownValue[];
  /** Whether all that can be counted are, and no more come. */
  readonly isComplete: boolean;
  /** Why the others cannot be; null for nothing. */
  readonly problem: string | null;
}

/** A field whose values the index has, or that has none. */
const NOT_COUNTED: Counted = { values: [], isComplete: true, problem: null };

/** The values of a field, which are counted while the capture is read again. While nobody asks for them, counting rests. */
class FieldCounts {
  /** Resolves when all are counted. */
  readonly done: Promise<void>;
  private isDone = false;
  private problem: string | null = null;
  private readonly demand = new Demand();
  /** Rows that there were when it began, and whether these were all. */
  readonly rows: number;
  readonly isWhole: boolean;
  private counts = new Map<string, number>();
  private readonly end = new AbortController();
  private readonly inspection: Inspection;

  constructor(inspection: Inspection, filter: Filter, text: ReturnType<typeof compileFormat>) {
    this.inspection = inspection;
    this.rows = inspection.index.kept.count;
    this.isWhole = inspection.index.isComplete;
    this.done = this.run(filter, text);
  }

  private async run(filter: Filter, text: ReturnType<typeof compileFormat>): Promise<void> {
    try {
      await unlessDropped(() => this.count(filter, text));
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.problem = error.message;
    } finally {
      this.isDone = true;
    }
  }

  private async count(filter: Filter, text: ReturnType<typeof compileFormat>): Promise<void> {
    this.counts = new Map();
    const consumer = {
      event: (evt: Evt): boolean => {
        this.add(text(evt));
        return true;
      },
    };
    const skipContext = makeSkipContext(filter, false);
    const source = this.inspection.open(skipContext.prefilter);
    const session = new Session(sessionParts({ source, end: new End(0), filter, skipContext, consumers: [consumer] }));
    await readAgain(session, this.end.signal, this.demand);
  }

  private add(text: string | null): void {
    if (text === null || text === '' || text.length > MOST_CHARACTERS) return;
    const before = this.counts.get(text);
    if (before !== undefined || this.counts.size < MOST_VALUES) this.counts.set(text, (before ?? 0) + 1);
  }

  /** Goes on counting for somebody who asks. */
  ask(): void {
    this.demand.ask();
  }

  counted(): Counted {
    const values = [...this.counts].map(([text, events]) => ({ text, events }));
    return { values, isComplete: this.isDone && this.isWhole, problem: this.problem };
  }

  stop(): void {
    this.end.abort();
    this.demand.ask();
  }
}

/** Values of the fields of logs and of users' own sources, which the index does not have. */
export class LogValues {
  private readonly inspection: Inspection;
  private readonly context: FieldContext;
  /** By field; the one that was asked for last is the last. */
  private readonly byField = new Map<string, FieldCounts>();

  constructor(inspection: Inspection, context: FieldContext) {
    this.inspection = inspection;
    this.context = context;
  }

  /** Values of a field, and how many events have them, as far as they are counted by now; none for fields of other kinds. */
  async of(field: string): Promise<Counted> {
    const counts = this.isOfSource(field) ? this.countsOf(field) : null;
    if (counts === null) return NOT_COUNTED;
    counts.ask();
    const waits = new AbortController();
    await Promise.race([
      counts.done,
      setTimeout(PATIENCE_MS, undefined, { signal: waits.signal }).catch(() => undefined),
    ]);
    waits.abort();
    return counts.counted();
  }

  private isOfSource(field: string): boolean {
    const { registry } = this.context;
    const name = registry.findLongest(field, 0)?.def.name;
    return registry.sources.some(({ fields }) => fields.some((one) => one.name === name));
  }

  private countsOf(field: string): FieldCounts | null {
    const known = this.byField.get(field);
    this.byField.delete(field);
    const counts = known !== undefined && this.isCurrent(known) ? known : this.begin(field);
    if (known !== counts) known?.stop();
    if (counts === null) return null;
    this.byField.set(field, counts);
    const [oldest] = this.byField;
    if (this.byField.size > MOST_FIELDS && oldest !== undefined) {
      oldest[1].stop();
      this.byField.delete(oldest[0]);
    }
    return counts;
  }

  /** Whether counting again would find little else: a growing capture is counted again when it has twice as many events, and at its end. */
  private isCurrent({ isWhole, rows }: FieldCounts): boolean {
    const { kept, isComplete } = this.inspection.index;
    return isWhole || (!isComplete && kept.count <= 2 * rows);
  }

  /** Begins to count; null if the field is not named as it must be. */
  private begin(field: string): FieldCounts | null {
    try {
      const filter = compileFilter(`${field} exists`, this.context);
      return new FieldCounts(this.inspection, filter, compileFormat(`%${field}`, this.context));
    } catch (error) {
      if (error instanceof TextError) return null;
      throw error;
    }
  }
}
