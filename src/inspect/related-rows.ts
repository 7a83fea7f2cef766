// HOT: once per row that is passed. No allocation, bigint, try, spread or iterator here.
import { setImmediate } from 'node:timers/promises';
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SUBJECT_PART } from '../fields/of-subject.js';
import { isExitType } from '../schema/event.js';
import { PACKED_BITS, PACKED_ROWS } from '../schema/prefilter.js';
import { ChunkFacts } from './chunk-facts.js';
import type { View } from './view.js';

/** Rows before and after another one; -1 for none. */
export interface Neighbours {
  readonly previous: number;
  readonly next: number;
}

/** What rows can have in common with another one. */
export type Relation = 'thread' | 'process' | 'descriptor' | 'error';

const NONE = -1;

/** Whether a row, or a subject, is one of those that are looked for. */
type IsOne = (row: number) => boolean;

/** What is looked for. */
interface Search {
  readonly isOne: IsOne;
  /** Whether a chunk of rows may have one. */
  readonly mayHave: (chunk: number) => boolean;
}

/** Which subjects have the same as another one. */
interface Likeness {
  readonly isSame: IsOne;
  /** The only part (SUBJECT_PART) of them that tells; null for more than one. */
  readonly part: number | null;
}

/** The first of some rows that passes; -1 for none. */
function firstIn(from: number, end: number, isOne: IsOne): number {
  for (let at = from; at < end; at++) if (isOne(at)) return at;
  return NONE;
}

/** The last row from `begin` to `last` that passes; -1 for none. */
function lastIn(begin: number, last: number, isOne: IsOne): number {
  for (let at = last; at >= begin; at--) if (isOne(at)) return at;
  return NONE;
}

/** Finds rows that have something in common with another one. */
export class RelatedRows {
  private readonly kept: KeptColumns;
  private readonly facts: ChunkFacts;
  /** The process of a subject. */
  private readonly pidOf: (id: number) => unknown;

  constructor(kept: KeptColumns, pidOf: (id: number) => unknown) {
    this.kept = kept;
    this.facts = new ChunkFacts(kept);
    this.pidOf = pidOf;
  }

  /** Learns what searches pass over, a chunk at a time while others run, unless nobody needs it any more. */
  async learn(isOver: () => boolean): Promise<void> {
    const { first, count } = this.kept;
    for (let chunk = first >> PACKED_BITS; chunk < count >> PACKED_BITS && !isOver(); chunk++) {
      this.facts.learn(chunk);
      await setImmediate();
    }
  }

  /** The nearest rows among some that are related to a row. */
  neighbours(row: number, relation: Relation, among: Pick<View, 'has'>): Neighbours {
    const related = this.search(row, relation);
    if (related === null) return { previous: NONE, next: NONE };
    const { mayHave } = related;
    const search = { isOne: (at: number): boolean => related.isOne(at) && among.has(at), mayHave };
    return { previous: this.before(row, search), next: this.after(row, search) };
  }

  /** The row of the other event of a row's call; -1 for none. */
  partner(row: number): number {
    const { kept } = this;
    const { type } = kept.subject(row);
    const ofThread = this.search(row, 'thread');
    if (ofThread === null) return NONE;
    const isExit = isExitType(type);
    const other = isExit ? this.before(row, ofThread) : this.after(row, ofThread);
    return other !== NONE && kept.subject(other).type === (isExit ? type - 1 : type + 1) ? other : NONE;
  }

  /** The first row behind a row. */
  private after(row: number, { isOne, mayHave }: Search): number {
    const { count } = this.kept;
    for (let from = row + 1; from < count; ) {
      const chunk = from >> PACKED_BITS;
      const end = Math.min((chunk + 1) * PACKED_ROWS, count);
      const found = mayHave(chunk) ? firstIn(from, end, isOne) : NONE;
      if (found !== NONE) return found;
      from = end;
    }
    return NONE;
  }

  private before(row: number, { isOne, mayHave }: Search): number {
    const { first } = this.kept;
    for (let from = row - 1; from >= first; ) {
      const chunk = from >> PACKED_BITS;
      const begin = Math.max(chunk * PACKED_ROWS, first);
      const found = mayHave(chunk) ? lastIn(begin, from, isOne) : NONE;
      if (found !== NONE) return found;
      from = begin - 1;
    }
    return NONE;
  }

  private search(row: number, relation: Relation): Search | null {
    const { kept, facts } = this;
    const own = row >> PACKED_BITS;
    if (relation === 'error')
      return { isOne: (at) => kept.result(at) < 0, mayHave: (chunk) => chunk === own || facts.mayFail(chunk) };
    const likeness = this.likeness(kept.subjectId(row), relation);
    if (likeness === null) return null;
    const { isSame } = likeness;
    // the events in a row are of few subjects
    const verdicts = new Int8Array(kept.dictionary.count);
    const isOne = (at: number): boolean => {
      const id = kept.subjectId(at);
      if (verdicts[id] === 0) verdicts[id] = isSame(id) ? 1 : -1;
      return verdicts[id] === 1;
    };
    // most searches end near the row
    let ids: Int32Array | null = null;
    const mayHave = (chunk: number): boolean => {
      if (chunk === own) return true;
      ids ??= this.subjects(likeness);
      return facts.mayHave(chunk, ids);
    };
    return { isOne, mayHave };
  }

  /** The subjects that pass a test. */
  private subjects({ isSame, part }: Likeness): Int32Array {
    const { dictionary } = this.kept;
    if (part !== null) return dictionary.having(part, isSame);
    const found: number[] = [];
    for (let id = 0; id < dictionary.count; id++) if (isSame(id)) found.push(id);
    return Int32Array.from(found);
  }

  private likeness(own: number, relation: Exclude<Relation, 'error'>): Likeness | null {
    if (relation === 'descriptor') return this.ofDescriptor(own);
    const { dictionary } = this.kept;
    const tid = dictionary.tidOf(own);
    const pid = this.pidOf(own);
    const part = SUBJECT_PART.THREAD;
    if (relation === 'thread') return tid === NONE ? null : { isSame: (id) => dictionary.tidOf(id) === tid, part };
    return pid === null || pid === NONE ? null : { isSame: (id) => this.pidOf(id) === pid, part };
  }

  /** Whether subjects have the same open file description as another one; if it is unknown, the same number in the same process. */
  ofDescriptor(own: number): Likeness | null {
    const { dictionary } = this.kept;
    const description = dictionary.descriptionOf(own);
    if (description !== NONE)
      return { isSame: (id) => dictionary.descriptionOf(id) === description, part: SUBJECT_PART.FD };
    const fd = dictionary.fdOf(own);
    const pid = this.pidOf(own);
    if (fd < 0) return null;
    const isSame: IsOne = (id) =>
      dictionary.fdOf(id) === fd && dictionary.descriptionOf(id) === NONE && this.pidOf(id) === pid;
    return { isSame, part: null };
  }
}
