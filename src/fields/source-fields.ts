import { EVENTS } from '../schema/events.js';
import { Evt } from '../state/evt.js';
import type { Subject } from '../state/subject.js';
import { type FieldDef, guardFunctions } from './field.js';

/** A sub-kind of an event type: its events whose first parameter is `id`, as plugin events begin with the id of their plugin. */
export interface EventSubKind {
  readonly type: number;
  readonly id: number;
}

/** What a source of another kind brings besides its events. */
export interface SourceFields {
  /** The source, as errors name it. */
  readonly name: string;
  /** Its events: its fields have no value in others, and their extractors never see them. None: they see all events. */
  readonly kinds: readonly EventSubKind[];
  readonly fields: readonly FieldDef[];
  /** Format of its events' lines if the user gives none; null for the usual one. */
  readonly defaultFormat: string | null;
}

/** Whether an event is of one of some kinds. */
export function isOfKinds(kinds: readonly EventSubKind[]): (subject: Subject) => subject is Evt {
  return (subject): subject is Evt => {
    if (!(subject instanceof Evt)) return false;
    const { view } = subject;
    for (let i = 0; i < kinds.length; i++) {
      const { type, id } = kinds[i] as EventSubKind;
      if (view.type === type && view.uint32(0) === id) return true;
    }
    return false;
  };
}

/** How errors name a sub-kind. */
export function subKindText({ type, id }: EventSubKind): string {
  return `${EVENTS[type]?.name ?? type} events with id ${id}`;
}

/** The fields of a source, with no value in events that are not its own. */
export function guardedFields({ kinds, fields }: Pick<SourceFields, 'kinds' | 'fields'>): readonly FieldDef[] {
  if (kinds.length === 0) return fields;
  const isOwn = isOfKinds(kinds);
  const types = new Set(kinds.map(({ type }) => type));
  return fields.map((field) => guarded(field, isOwn, types));
}

/** What the row says of all events of a thread or descriptor is dropped: those of other kinds have no value. */
function guarded(field: FieldDef, isOwn: (subject: Subject) => subject is Evt, types: ReadonlySet<number>): FieldDef {
  const { threadScope: _, isThroughFd: __, isOfFd: ___, isOfThread: ____, ...rest } = field;
  return {
    ...rest,
    ...guardFunctions(field, isOwn),
    ofKind: (kind) => (types.has(kind.def.id) ? undefined : null),
  };
}
