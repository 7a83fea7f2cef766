import { EF } from '../schema/event.js';
import type { FdInfo } from '../state/fd-info.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import type { EventKind } from './event-kind.js';
import { type FieldDef, type FieldValue, ofSubject } from './field.js';

const FD_FLAGS = EF.CREATES_FD | EF.USES_FD | EF.DESTROYS_FD;

/** Fields of descriptors have values only on events that create, use or close one. */
export function fdOfKind(kind: EventKind): null | undefined {
  return (kind.def.flags & FD_FLAGS) === 0 ? null : undefined;
}

/** Whether the event has a descriptor, known or not. */
export function hasFd(evt: Subject): boolean {
  return evt.thread !== null && ((evt.view.def?.flags ?? 0) & FD_FLAGS) !== 0;
}

/** Descriptor of the event, or null. */
export function fdOf(evt: Subject): FdInfo | null {
  if (!hasFd(evt)) return null;
  return evt.fd ?? (evt.thread as Thread).findFd(evt.fdNum);
}

/** `bind` of a field that reads the event's descriptor; null if it is unknown. */
export function ofFd(read: (fd: FdInfo, evt: Subject) => FieldValue): FieldDef['bind'] {
  return ofSubject((evt) => {
    const fd = fdOf(evt);
    return fd === null ? null : read(fd, evt);
  });
}

/** Whether a descriptor is open on a file other than a directory. */
export const isFile = (fd: FdInfo): boolean => fd.type === 'FILE' || fd.type === 'FILE_V2';
