// HOT: once per row that is passed. No allocation, bigint, try, spread or iterator here.
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { isExitType } from '../schema/event.js';
import type { View } from './view.js';

/** Rows before and after another one; -1 for none. */
export interface Neighbours {
  readonly previous: number;
  readonly next: number;
}

/** What rows can have in common with another one. */
export type Relation = 'thread' | 'process' | 'descriptor' | 'error';

const NONE = -1;

/** Whether a row is one of those that are looked for. */
type IsOne = (row: number) => boolean;

/** Finds rows that have something in common with another one. */
export class RelatedRows {
  private readonly kept: KeptColumns;
  /** The process of a subject. */
  private readonly pidOf: (id: number) => unknown;

  constructor(kept: KeptColumns, pidOf: (id: number) => unknown) {
    this.kept = kept;
    this.pidOf = pidOf;
  }

  /** The nearest rows among some that are related to a row. */
  neighbours(row: number, relation: Relation, among: Pick<View, 'has'>): Neighbours {
    const isRelated = this.test(row, relation);
    if (isRelated === null) return { previous: NONE, next: NONE };
    const isOne = (at: number): boolean => isRelated(at) && among.has(at);
    return { previous: this.before(row, isOne), next: this.after(row, isOne) };
  }

  /** The row of the other event of a row's call; -1 for none. */
  partner(row: number): number {
    const { kept } = this;
    const { type } = kept.subject(row);
    const isSame = this.test(row, 'thread');
    if (isSame === null) return NONE;
    const isExit = isExitType(type);
    const other = isExit ? this.before(row, isSame) : this.after(row, isSame);
    return other !== NONE && kept.subject(other).type === (isExit ? type - 1 : type + 1) ? other : NONE;
  }

  /** The first row behind a row. */
  private after(row: number, isOne: IsOne): number {
    const { count } = this.kept;
    for (let at = row + 1; at < count; at++) if (isOne(at)) return at;
    return NONE;
  }

  private before(row: number, isOne: IsOne): number {
    for (let at = row - 1; at >= 0; at--) if (isOne(at)) return at;
    return NONE;
  }

  private test(row: number, relation: Relation): IsOne | null {
    const { kept } = this;
    if (relation === 'error') return (at) => kept.result(at) < 0;
    const isSame = this.subjectTest(kept.subjectId(row), relation);
    if (isSame === null) return null;
    // the events in a row are of few subjects
    const verdicts = new Int8Array(kept.dictionary.count);
    return (at) => {
      const id = kept.subjectId(at);
      if (verdicts[id] === 0) verdicts[id] = isSame(id) ? 1 : -1;
      return verdicts[id] === 1;
    };
  }

  private subjectTest(own: number, relation: Relation): IsOne | null {
    const { dictionary } = this.kept;
    const tid = dictionary.tidOf(own);
    const pid = this.pidOf(own);
    if (relation === 'thread') return tid === NONE ? null : (id) => dictionary.tidOf(id) === tid;
    if (relation === 'process') return pid === null ? null : (id) => this.pidOf(id) === pid;
    return this.descriptorTest(own);
  }

  /** Whether subjects have the same open file description as another one; if it is unknown, the same number in the same process. */
  descriptorTest(own: number): IsOne | null {
    const { dictionary } = this.kept;
    const description = dictionary.descriptionOf(own);
    if (description !== NONE) return (id) => dictionary.descriptionOf(id) === description;
    const fd = dictionary.fdOf(own);
    const pid = this.pidOf(own);
    if (fd < 0) return null;
    return (id) => dictionary.fdOf(id) === fd && dictionary.descriptionOf(id) === NONE && this.pidOf(id) === pid;
  }
}
