import type { CaptureIndex } from '../../inspect/capture-index.js';
import { isExitType } from '../../schema/event.js';

/** What rows have in common with others: those with the same number that is not 0. */
export interface Related {
  readonly thread: number;
  readonly process: number;
  readonly descriptor: number;
}

const NONE = -1;

/** Numbers things by what they are, from 1 on. */
class Numbers {
  private readonly known = new Map<unknown, number>();

  of(what: unknown): number {
    const number = this.known.get(what) ?? this.known.size + 1;
    this.known.set(what, number);
    return number;
  }
}

/** What the subjects of rows have in common, as RelatedRows says it. */
export class Relations {
  private readonly index: CaptureIndex;
  private readonly processes = new Numbers();
  private readonly descriptors = new Numbers();
  private readonly ofSubjects = new Map<number, Related>();

  constructor(index: CaptureIndex) {
    this.index = index;
  }

  of(row: number): Related {
    const id = this.index.kept.subjectId(row);
    const known = this.ofSubjects.get(id);
    if (known !== undefined) return known;
    const { dictionary } = this.index.kept;
    const pid = this.index.pidOf(id);
    const related = {
      thread: dictionary.tidOf(id) + 1,
      process: pid === null ? 0 : this.processes.of(String(pid)),
      descriptor: this.descriptorOf(id, pid),
    };
    this.ofSubjects.set(id, related);
    return related;
  }

  /** The open file description, or else the number in the process. */
  private descriptorOf(id: number, pid: unknown): number {
    const { dictionary } = this.index.kept;
    const description = dictionary.descriptionOf(id);
    if (description !== NONE) return this.descriptors.of(description);
    const fd = dictionary.fdOf(id);
    return fd < 0 ? 0 : this.descriptors.of(`${String(pid)} ${fd}`);
  }
}

/** The other event's row of each row's call, for rows in order; rows without one are left out. It passes all rows of the capture once. */
export function partnersOf({ kept }: CaptureIndex, last: number): Map<number, number> {
  const { dictionary } = kept;
  const partners = new Map<number, number>();
  const latest = new Map<number, number>();
  for (let row = 0; row <= last; row++) {
    const id = kept.subjectId(row);
    const tid = dictionary.tidOf(id);
    const before = latest.get(tid);
    latest.set(tid, row);
    const type = dictionary.typeOf(id);
    if (before === undefined || tid === NONE || !isExitType(type)) continue;
    if (dictionary.typeOf(kept.subjectId(before)) !== type - 1) continue;
    partners.set(before, row);
    partners.set(row, before);
  }
  return partners;
}
