import type { SubjectTable } from '../analysis/kept/subject-table.js';
import type { SubjectValues } from '../analysis/kept/subject-values.js';
import { SyssharkError } from '../errors.js';
import { FieldArgError } from '../fields/field.js';
import { SUBJECT_PART, typesOfSubject } from '../fields/of-subject.js';
import { type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import { isExitType } from '../schema/event.js';
import type { EventSubject } from './columns.js';
import type { Descriptor, FieldName, GivenValue } from './event.js';
import { findUse } from './field-reader.js';
import { known } from './field-view.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { fieldKind } from './typed-values.js';

/** What each subject has, in this order; the fields that were asked for follow. */
const OWN_FIELDS = ['evt.type', 'thread.tid', 'proc.pid', 'proc.name', 'fd.num', 'fd.name', 'fd.type'] as const;

/** Finds a field of subjects. Throws SyssharkError USAGE. */
function useOf(name: string): FieldUse {
  try {
    const { def, arg } = findUse(LIBRARY_CONTEXT.registry, name);
    if (typesOfSubject({ def, arg }).includes(1)) return { def, arg, transformers: [] };
    throw new FieldArgError('it differs from event to event: read it from the events of openCapture');
  } catch (error) {
    if (!(error instanceof FieldArgError)) throw error;
    throw new SyssharkError('USAGE', `no column "${name}": ${error.message}`, { cause: error });
  }
}

/** The fields of subjects of a run that asks for some more. Throws SyssharkError USAGE for one that subjects do not have. */
export const subjectFields = (names: readonly string[]): readonly FieldUse[] => [...OWN_FIELDS, ...names].map(useOf);

/** What a field gives programs of a subject; null if the subject lacks it. */
type Give = (subject: number) => GivenValue | null;

function giver(table: SubjectTable, use: FieldUse): Give {
  const values = table.valuesOf(use) as SubjectValues;
  const { type, isList } = typeOfUse(use);
  const { give } = fieldKind(type, isList);
  return (subject) => {
    const value = values.at(subject);
    return isMissing(value) ? null : give(value as NonNullable<typeof value>);
  };
}

/** Makes something of a part of subjects, once for each (SUBJECT_PART). */
function oncePerPart<T>(table: SubjectTable, part: number, make: (subject: number) => T): (subject: number) => T {
  const made: T[] = [];
  return (subject) => {
    const id = table.partOf(part, subject);
    // null is a value, too
    if (made[id] === undefined) made[id] = make(subject);
    return made[id] as T;
  };
}

/** Shows the subjects of a table to programs; each is made when it is first asked for, of parts that many subjects share. */
export class SubjectViews<Field extends FieldName> {
  private readonly table: SubjectTable;
  private readonly names: readonly Field[];
  private readonly typeOf: (subject: number) => string;
  private readonly processOf: (subject: number) => EventSubject['process'];
  private readonly fdOf: (subject: number) => Descriptor | null;
  private readonly given: readonly Give[];
  private readonly made: EventSubject<Field>[] = [];

  /** `uses`: subjectFields(names). */
  constructor(table: SubjectTable, names: readonly Field[], uses: readonly FieldUse[]) {
    this.table = table;
    this.names = names;
    const givers = uses.map((use) => giver(table, use));
    const [type, tid, pid, comm, number, path, kind] = givers as [Give, Give, Give, Give, Give, Give, Give];
    this.given = givers.slice(OWN_FIELDS.length);
    this.typeOf = oncePerPart(table, SUBJECT_PART.KIND, (subject) => String(type(subject)));
    this.processOf = oncePerPart(table, SUBJECT_PART.THREAD, (subject) => {
      const own = tid(subject) as number | null;
      if (own === null) return null;
      return { tid: own, pid: known(pid(subject)) as number | null, name: known(comm(subject)) as string | null };
    });
    this.fdOf = oncePerPart(table, SUBJECT_PART.FD, (subject) => {
      const own = known(number(subject)) as number | null;
      if (own === null) return null;
      return { number: own, name: known(path(subject)) as string | null, type: known(kind(subject)) as string | null };
    });
  }

  /** The subject with a number. Throws SyssharkError USAGE if there is none. */
  at(number: number): EventSubject<Field> {
    const made = this.made[number] ?? this.make(number);
    this.made[number] = made;
    return made;
  }

  private make(number: number): EventSubject<Field> {
    if (!(number < this.table.count)) throw new SyssharkError('USAGE', `no subject has the number ${number}`);
    const fields = Object.fromEntries(this.names.map((field, i) => [field, (this.given[i] as Give)(number)]));
    return {
      type: this.typeOf(number),
      direction: isExitType(this.table.typeOf(number)) ? 'exit' : 'enter',
      process: this.processOf(number),
      fd: this.fdOf(number),
      fields: fields as EventSubject<Field>['fields'],
    };
  }
}
