import type { SubjectTable } from '../analysis/kept/subject-table.js';
import { SyssharkError } from '../errors.js';
import { FieldArgError } from '../fields/field.js';
import { typesOfSubject } from '../fields/of-subject.js';
import { type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import { isExitType } from '../schema/event.js';
import type { EventSubject } from './columns.js';
import type { Descriptor, FieldName } from './event.js';
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

/** Shows the subjects of a table to programs; each is made when it is first asked for. */
export class SubjectViews<Field extends FieldName> {
  private readonly table: SubjectTable;
  private readonly names: readonly Field[];
  private readonly uses: readonly FieldUse[];
  private readonly made: EventSubject<Field>[] = [];

  /** `uses`: subjectFields(names). */
  constructor(table: SubjectTable, names: readonly Field[], uses: readonly FieldUse[]) {
    this.table = table;
    this.names = names;
    this.uses = uses;
  }

  /** The subject with a number. Throws SyssharkError USAGE if there is none. */
  at(number: number): EventSubject<Field> {
    const made = this.made[number] ?? this.make(number);
    this.made[number] = made;
    return made;
  }

  private make(number: number): EventSubject<Field> {
    if (!(number < this.table.count)) throw new SyssharkError('USAGE', `no subject has the number ${number}`);
    const { type, values } = this.table.at(number);
    const given = values.map((value, i) => {
      const { type: valueType, isList } = typeOfUse(this.uses[i] as FieldUse);
      return isMissing(value) ? null : fieldKind(valueType, isList).give(value as NonNullable<typeof value>);
    });
    const [name, tid = null, pid = null, comm = null, fd = null, path = null, kind = null] = given;
    const fields = Object.fromEntries(this.names.map((field, i) => [field, given[OWN_FIELDS.length + i] ?? null]));
    return {
      type: String(name),
      direction: isExitType(type) ? 'exit' : 'enter',
      process: tid === null ? null : { tid: tid as number, pid: known(pid) as number, name: known(comm) as string },
      fd: known(fd) === null ? null : ({ number: fd, name: known(path), type: known(kind) } as Descriptor),
      fields: fields as EventSubject<Field>['fields'],
    };
  }
}
