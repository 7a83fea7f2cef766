import { EVENTS } from '../schema/events.js';
import { Evt } from '../state/evt.js';
import type { Subject } from '../state/subject.js';
import { type FieldDef, guardFunctions } from './field.js';

/** A sub-kind of an event type: its events whose first parameter is `id`. Plugin events, for example, begin with the id of their plugin. */
export interface EventSubKind {
  readonly type: number;
  readonly id: number;
}

/** The plugin that makes the events of a source, as captures and lines name it; its name is that of the source. */
export interface PluginOfSource {
  /** First parameter of its events. */
  readonly id: number;
  /** Value of evt.source. */
  readonly eventSource: string;
  /** Value of evt.plugininfo of its events, a byte string. */
  readonly info: (evt: Evt) => string;
  /** Is told that a run asks for evt.plugininfo. */
  readonly onInfo?: () => void;
}

/** Fields and format contributed by a source. */
export interface SourceFields {
  /** Name of the source in error messages. */
  readonly name: string;
  /** Its events: the fields have no value in other events, which their extractors never see. If empty, the extractors see all events. */
  readonly kinds: readonly EventSubKind[];
  readonly fields: readonly FieldDef[];
  /** The event sources whose events can have its fields; if left out, all or, with `kinds`, its own. */
  readonly takes?: readonly string[];
  /** Default format of its event lines; null for the usual one. */
  readonly defaultFormat: string | null;
  /** Its plugin, if there is one in the reference. */
  readonly plugin?: PluginOfSource;
}

/** Returns a test whether an event is of any of these kinds. */
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

/** Text for a sub-kind in error messages. */
export function subKindText({ type, id }: EventSubKind): string {
  return `${EVENTS[type]?.name ?? type} events with id ${id}`;
}

/** The fields of a source, without a value in events that are not its own. */
export function guardedFields({ kinds, fields }: Pick<SourceFields, 'kinds' | 'fields'>): readonly FieldDef[] {
  if (kinds.length === 0) return fields;
  const isOwn = isOfKinds(kinds);
  const types = new Set(kinds.map(({ type }) => type));
  return fields.map((field) => guarded(field, isOwn, types));
}

/** Drops demands on threads and descriptors: events of other kinds have no value. */
function guarded(field: FieldDef, isOwn: (subject: Subject) => subject is Evt, types: ReadonlySet<number>): FieldDef {
  const { threadScope: _, isThroughFd: __, isOfFd: ___, isOfThread: ____, ...rest } = field;
  return {
    ...rest,
    ...guardFunctions(field, isOwn),
    ofKind: (kind) => (types.has(kind.def.id) ? undefined : null),
  };
}
