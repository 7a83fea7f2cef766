import { HAS_FD } from '../state/binding.js';
import type { FdInfo } from '../state/fd-info.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import type { EventKind } from './event-kind.js';
import { type FieldDef, type FieldValue, ofSubject } from './field.js';

/** Fields of descriptors have values only on events that create, use or close one. */
export function fdOfKind(kind: EventKind): null | undefined {
  return HAS_FD[kind.def.id] === 1 ? undefined : null;
}

/** Whether the event has a descriptor, known or not. */
export function hasFd(evt: Subject): boolean {
  return evt.thread !== null && HAS_FD[evt.view.type] === 1;
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
