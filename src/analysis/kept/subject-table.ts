import type { FieldValue } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { readsOf, SUBJECT_PART, subjectPart, typesOfSubject } from '../../fields/of-subject.js';
import type { FieldUse } from '../../filter/operand.js';
import { PACKED_ROWS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { Evt } from '../../state/evt.js';
import { READS_FD, readsOfAll, type SubjectReads } from '../../state/subject-reads.js';
import { FdParts } from './fd-parts.js';
import { IntColumn } from './int-column.js';
import { KindParts } from './kind-parts.js';
import type { PartTable } from './part-table.js';
import { SubjectValues } from './subject-values.js';
import { ThreadParts } from './thread-parts.js';
import { inAll } from './type-masks.js';
import type { ValueColumn } from './value-column.js';

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
/** The field that has the types of descriptors. */
const FD_TYPE = 'fd.type';
/** Room for the latest subjects, by a hash. */
const LATEST_BITS = 14;
/** What is kept of each of them: its parts, and its number. */
const ENTRY = 4;
const HASH_KIND = 0x9e3779b1;
const HASH_THREAD = 0x85ebca6b;
const HASH_FD = 0xc2b2ae35;

const hashOf = (kind: number, thread: number, fd: number): number =>
  (Math.imul(kind, HASH_KIND) ^ Math.imul(thread, HASH_THREAD) ^ Math.imul(fd, HASH_FD)) >>> (32 - LATEST_BITS);

/**
 * A dictionary of subjects. Each incarnation of a thread, a program or a descriptor has subjects of its own, and so has each change of
 * a field's value: so a field is read once for a subject, not once for an event. A subject is three parts, what it has of its thread, of
 * its descriptor, and the rest: so many subjects of few threads and descriptors take little. Subjects may be in it twice.
 */
export class SubjectTable {
  /** Number of subjects. */
  count = 0;
  /** One byte by event type: 1 if the fields have the same values for all rows of one subject. */
  readonly types: Uint8Array;
  /** What it reads of subjects. */
  readonly reads: SubjectReads;
  private readonly kinds = new IntColumn();
  private readonly threads = new IntColumn();
  private readonly fds = new IntColumn();
  /** The same, by SUBJECT_PART. */
  private readonly parts: readonly IntColumn[] = [this.kinds, this.threads, this.fds];
  private readonly kindParts: KindParts;
  private readonly threadParts: ThreadParts;
  private readonly fdParts: FdParts;
  /** Values by field, and for each of the fields of columns whether events can have a value (ColumnValue.applies). */
  private readonly values: readonly SubjectValues[];
  private readonly applies: readonly SubjectValues[];
  private readonly fields: readonly FieldUse[];
  private readonly columnFields: readonly FieldUse[];
  /** Entries by hash, in one place of memory each: most subjects are looked for a few times only. */
  private readonly latest = new Int32Array(ENTRY << LATEST_BITS).fill(NONE);

  /** `columnFields`: those that have values of columns (FieldDef.ofColumns). */
  constructor(fields: readonly FieldUse[], columnFields: readonly FieldUse[], context: FieldContext) {
    this.fields = fields;
    this.columnFields = columnFields;
    this.types = inAll([COLUMN_TYPES, ...fields.map(typesOfSubject)]);
    this.reads = readsOfAll([READS_FD, ...[...fields, ...columnFields].map(({ def }) => readsOf(def))]);
    const usesOf = (part: number): FieldUse[] => fields.filter(({ def }) => subjectPart(def) === part);
    const ofKinds = usesOf(SUBJECT_PART.KIND);
    const ofThreads = usesOf(SUBJECT_PART.THREAD);
    const ofFds = usesOf(SUBJECT_PART.FD);
    this.kindParts = new KindParts(ofKinds, columnFields, context);
    this.threadParts = new ThreadParts(ofThreads, context);
    this.fdParts = new FdParts(ofFds, context);
    const { kinds, threads, fds } = this;
    const columns = new Map<FieldUse, SubjectValues>();
    const add = (uses: readonly FieldUse[], parts: IntColumn, { table }: { readonly table: PartTable }): void => {
      for (const [i, use] of uses.entries()) columns.set(use, new SubjectValues(parts, table.values[i] as ValueColumn));
    };
    add([...ofKinds, ...columnFields], kinds, this.kindParts);
    add(ofThreads, threads, this.threadParts);
    add(ofFds, fds, this.fdParts);
    this.values = fields.map((use) => columns.get(use) as SubjectValues);
    this.applies = columnFields.map((use) => columns.get(use) as SubjectValues);
  }

  /** The number of an event's subject. */
  idOf(evt: Evt): number {
    const kind = this.kindParts.find(evt);
    const thread = this.threadParts.find(evt);
    const fd = this.fdParts.find(evt);
    const { latest } = this;
    const at = hashOf(kind, thread, fd) * ENTRY;
    if (latest[at] === kind && latest[at + 1] === thread && latest[at + 2] === fd) return latest[at + 3] as number;
    latest[at] = kind;
    latest[at + 1] = thread;
    latest[at + 2] = fd;
    latest[at + 3] = this.count;
    return this.add(kind, thread, fd);
  }

  private add(kind: number, thread: number, fd: number): number {
    this.kinds.add(kind);
    this.threads.add(thread);
    this.fds.add(fd);
    return this.count++;
  }

  /** Adds a subject of another table with the same fields; returns its number. */
  copy(other: SubjectTable, id: number): number {
    return this.add(
      this.kindParts.table.copy(other.kindParts.table, other.kinds.at(id)),
      this.threadParts.table.copy(other.threadParts.table, other.threads.at(id)),
      this.fdParts.table.copy(other.fdParts.table, other.fds.at(id)),
    );
  }

  /** A subject by its number. */
  at(id: number): EventSubject {
    return {
      type: this.typeOf(id),
      tid: this.tidOf(id),
      fd: this.fdOf(id),
      description: this.descriptionOf(id),
      values: this.values.map((column) => column.at(id)),
    };
  }

  /** Number of what a subject has of a part (SUBJECT_PART): subjects with the same one have the same values of fields of that part. */
  partOf(part: number, id: number): number {
    return (this.parts[part] as IntColumn).at(id);
  }

  /** The subjects that pass a test; `part` is the only part (SUBJECT_PART) that it looks at, so it is asked once for each. */
  having(part: number, isOne: (id: number) => boolean): Int32Array {
    const { count } = this;
    const parts = this.parts[part] as IntColumn;
    // by part, of which there are no more than subjects: whether it passes (1), or not (-1)
    const verdicts = new Int8Array(count);
    const found: number[] = [];
    for (let from = 0; from < count; from += PACKED_ROWS) {
      const chunk = parts.chunkOf(from);
      const end = Math.min(PACKED_ROWS, count - from);
      for (let at = 0; at < end; at++) {
        const number = chunk[at] as number;
        if (verdicts[number] === 0) verdicts[number] = isOne(from + at) ? 1 : -1;
        if (verdicts[number] === 1) found.push(from + at);
      }
    }
    return Int32Array.from(found);
  }

  /** Event type of a subject. */
  typeOf(id: number): number {
    return this.kindParts.typeOf(this.kinds.at(id));
  }

  /** Thread of a subject; -1 for none. */
  tidOf(id: number): number {
    return this.threadParts.tidOf(this.threads.at(id));
  }

  /** Number of a subject's descriptor; -1 for none. */
  fdOf(id: number): number {
    return this.fdParts.numOf(this.fds.at(id));
  }

  /** Number of a subject's open file description; -1 for none. */
  descriptionOf(id: number): number {
    return this.fdParts.descriptionOf(this.fds.at(id));
  }

  /** The values of a field by subject; undefined if it is none of the table's. */
  valuesOf(use: FieldUse): SubjectValues | undefined {
    return this.values[indexOf(this.fields, use)];
  }

  /** The types of descriptors by subject; undefined if the table does not have them. */
  get fdTypes(): SubjectValues | undefined {
    return this.values[this.fields.findIndex(({ def }) => def.name === FD_TYPE)];
  }

  /** Whether events of a subject can have a value of a field of columns; undefined if it is none of the table's. */
  appliesOf(use: FieldUse): SubjectValues | undefined {
    return this.applies[indexOf(this.columnFields, use)];
  }
}

const indexOf = (uses: readonly FieldUse[], { def, arg }: FieldUse): number =>
  uses.findIndex((use) => use.def === def && use.arg === arg);
