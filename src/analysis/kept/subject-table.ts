import type { Extract, FieldValue } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { readsOf, typesOfSubject } from '../../fields/of-subject.js';
import { bindUse, type FieldUse } from '../../filter/operand.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { Evt } from '../../state/evt.js';
import { READS_FD, readsOfAll, type SubjectReads } from '../../state/subject-reads.js';
import type { Thread } from '../../state/thread.js';
import { IntColumn } from './int-column.js';
import { ValueColumn } from './value-column.js';

/** Where events come from: a thread, a descriptor and an event type, as they were then. */
export interface EventSubject {
  /** Row of the event table. */
  readonly type: number;
  /** -1: none. */
  readonly tid: number;
  /** Number of the descriptor, and of its open file description, which no other one has (FdInfo.description); -1: none. */
  readonly fd: number;
  readonly description: number;
  /** The values of the table's fields. */
  readonly values: readonly FieldValue[];
}

const NONE = -1;
/** Room for the latest subjects, by a hash. */
const LATEST_BITS = 16;
const HASH_TID = 0x9e3779b1;
const HASH_FD = 0x85ebca6b;
const HASH_TYPE = 0xc2b2ae35;

const hashOf = (tid: number, fd: number, type: number): number =>
  (Math.imul(tid, HASH_TID) ^ Math.imul(fd, HASH_FD) ^ Math.imul(type, HASH_TYPE)) >>> (32 - LATEST_BITS);

/**
 * A dictionary of subjects. Each incarnation of a thread, a program or a descriptor has subjects of its own, and so has each change of
 * a field's value: so a field is read once for a subject, not once for an event. Subjects may be in it twice.
 */
export class SubjectTable {
  /** Number of subjects. */
  count = 0;
  /** One byte by event type: 1 if the fields have the same values for all rows of one subject. */
  readonly types: Uint8Array;
  /** What it reads of subjects. */
  readonly reads: SubjectReads;
  private readonly fields: readonly FieldUse[];
  private readonly columnFields: readonly FieldUse[];
  private readonly extracts: readonly Extract[];
  private readonly ofTypes = new IntColumn();
  private readonly tids = new IntColumn();
  private readonly fds = new IntColumn();
  private readonly descriptions = new IntColumn();
  /** When the thread was created and its program began: the low words, which tell incarnations apart. */
  private readonly births = new IntColumn();
  private readonly execs = new IntColumn();
  private readonly values: readonly ValueColumn[];
  /** For each of the fields of columns: whether events of a subject can have a value (ColumnValue.applies). */
  private readonly applies: readonly ValueColumn[];
  private readonly latest = new Int32Array(1 << LATEST_BITS).fill(NONE);

  /** `columnFields`: those that have values of columns (FieldDef.ofColumns). */
  constructor(fields: readonly FieldUse[], columnFields: readonly FieldUse[], context: FieldContext) {
    this.fields = fields;
    this.columnFields = columnFields;
    this.extracts = fields.map((use) => bindUse(use, context));
    this.values = fields.map(() => new ValueColumn());
    this.applies = columnFields.map(() => new ValueColumn());
    this.reads = readsOfAll([READS_FD, ...[...fields, ...columnFields].map(({ def }) => readsOf(def))]);
    const masks = fields.map(typesOfSubject);
    this.types = COLUMN_TYPES.map((fits, type) => fits & +masks.every((mask) => mask[type] === 1));
  }

  /** The number of an event's subject. */
  idOf(evt: Evt): number {
    const slot = hashOf(evt.thread?.tid ?? NONE, evt.fdNum, evt.view.type);
    const id = this.latest[slot] as number;
    if (id !== NONE && this.isOf(id, evt) && this.hasValues(id, evt)) return id;
    this.latest[slot] = this.count;
    return this.add(evt);
  }

  private isOf(id: number, evt: Evt): boolean {
    const { view, thread, fd, fdNum } = evt;
    if (this.ofTypes.at(id) !== view.type || this.fds.at(id) !== fdNum) return false;
    if (this.descriptions.at(id) !== (fd?.description ?? NONE)) return false;
    return thread === null ? this.tids.at(id) === NONE : this.isOfThread(id, thread);
  }

  private isOfThread(id: number, { tid, cloneTsLo, execTsLo }: Thread): boolean {
    return this.tids.at(id) === tid && this.births.at(id) === (cloneTsLo | 0) && this.execs.at(id) === (execTsLo | 0);
  }

  private hasValues(id: number, evt: Evt): boolean {
    const { extracts, values } = this;
    for (let i = 0; i < extracts.length; i++)
      if (!(values[i] as ValueColumn).has(id, (extracts[i] as Extract)(evt))) return false;
    return true;
  }

  private add(evt: Evt): number {
    const { thread, fd, view, fdNum } = evt;
    this.ofTypes.add(view.type);
    this.tids.add(thread?.tid ?? NONE);
    this.fds.add(fdNum);
    this.descriptions.add(fd?.description ?? NONE);
    this.births.add((thread?.cloneTsLo ?? 0) | 0);
    this.execs.add((thread?.execTsLo ?? 0) | 0);
    this.values.forEach((column, i) => {
      column.add((this.extracts[i] as Extract)(evt));
    });
    this.applies.forEach((column, i) => {
      column.add(this.columnFields[i]?.def.ofColumns?.applies(evt) === true);
    });
    return this.count++;
  }

  /** Adds a subject of another table with the same fields, without those of columns; returns its number. */
  copy(other: SubjectTable, id: number): number {
    this.ofTypes.add(other.ofTypes.at(id));
    this.tids.add(other.tids.at(id));
    this.fds.add(other.fds.at(id));
    this.descriptions.add(other.descriptions.at(id));
    this.births.add(other.births.at(id));
    this.execs.add(other.execs.at(id));
    this.values.forEach((column, i) => {
      column.add(other.values[i]?.at(id) ?? null);
    });
    return this.count++;
  }

  /** A subject by its number. */
  at(id: number): EventSubject {
    return {
      type: this.ofTypes.at(id),
      tid: this.tids.at(id),
      fd: this.fds.at(id),
      description: this.descriptions.at(id),
      values: this.values.map((column) => column.at(id)),
    };
  }

  /** Event type of a subject. */
  typeOf(id: number): number {
    return this.ofTypes.at(id);
  }

  /** Thread of a subject; -1 for none. */
  tidOf(id: number): number {
    return this.tids.at(id);
  }

  /** Number of a subject's descriptor; -1 for none. */
  fdOf(id: number): number {
    return this.fds.at(id);
  }

  /** Number of a subject's open file description; -1 for none. */
  descriptionOf(id: number): number {
    return this.descriptions.at(id);
  }

  /** The values of a field by subject; undefined if it is none of the table's. */
  valuesOf(use: FieldUse): ValueColumn | undefined {
    return this.values[indexOf(this.fields, use)];
  }

  /** Whether events of a subject can have a value of a field of columns; undefined if it is none of the table's. */
  appliesOf(use: FieldUse): ValueColumn | undefined {
    return this.applies[indexOf(this.columnFields, use)];
  }
}

const indexOf = (uses: readonly FieldUse[], { def, arg }: FieldUse): number =>
  uses.findIndex((use) => use.def === def && use.arg === arg);
