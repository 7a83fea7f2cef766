import { SubjectTable } from '../analysis/kept/subject-table.js';
import type { FieldUse } from '../filter/operand.js';
import type { Evt } from '../state/evt.js';
import type { SubjectReads } from '../state/subject-reads.js';
import type { EventSubject } from './columns.js';
import type { FieldName } from './event.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { SubjectViews } from './subject-views.js';

/** The subjects of columns. No two of them have the same number, also if the first one is forgotten. */
export class ColumnSubjects<Field extends FieldName> {
  /** Most subjects that are kept when a live capture asks for more events. */
  static readonly LIVE_MAX = 1 << 16;
  readonly types: Uint8Array;
  readonly reads: SubjectReads;
  private readonly names: readonly Field[];
  private readonly uses: readonly FieldUse[];
  private table: SubjectTable;
  private views: SubjectViews<Field>;
  /** The number of the table's first subject. */
  private first = 0;

  /** `uses`: subjectFields(names). */
  constructor(names: readonly Field[], uses: readonly FieldUse[]) {
    this.names = names;
    this.uses = uses;
    this.table = new SubjectTable(uses, [], LIBRARY_CONTEXT);
    this.views = new SubjectViews(this.table, names, uses);
    this.types = this.table.types;
    this.reads = this.table.reads;
  }

  /** How many are kept. */
  get count(): number {
    return this.table.count;
  }

  /** The number of an event's subject. */
  numberOf(evt: Evt): number {
    return (this.first + this.table.idOf(evt)) >>> 0;
  }

  /** Shows the subjects that are kept now, also if they are forgotten later. */
  view(): (number: number) => EventSubject<Field> {
    const { views, first } = this;
    return (number) => views.at((number - first) >>> 0);
  }

  /** Forgets all subjects but those with these numbers, which are replaced by new ones. */
  renew(numbers: Uint32Array): void {
    const { table: old, first } = this;
    const table = new SubjectTable(this.uses, [], LIBRARY_CONTEXT);
    this.first = (first + old.count) >>> 0;
    const copies = new Map<number, number>();
    numbers.forEach((number, i) => {
      const id = (number - first) >>> 0;
      if (id >= old.count) return;
      const copy = copies.get(id) ?? table.copy(old, id);
      copies.set(id, copy);
      numbers[i] = (this.first + copy) >>> 0;
    });
    this.table = table;
    this.views = new SubjectViews(table, this.names, this.uses);
  }
}
