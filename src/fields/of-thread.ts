import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { parentOf } from './ancestors.js';
import type { Extract, FieldDef, FieldValue } from './field.js';

/** Extracts a value from a thread. */
export type ThreadValue = (thread: Thread, evt: Subject) => FieldValue;

/** `bind` of a field that reads the event's thread; null if the event has none. */
export function ofThread(read: ThreadValue): FieldDef['bind'] {
  const extract: Extract = (evt) => (evt.thread === null ? null : read(evt.thread, evt));
  return () => extract;
}

/** `bind` of a field that reads the parent process. */
export function ofParent(read: ThreadValue): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    const parent = parentOf(evt, thread);
    return parent === null ? null : read(parent, evt);
  });
}

/** `bind` of a field that reads the creator of the event's thread, whether or not it is the main thread of its process. */
export function ofMaker(read: ThreadValue): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    const maker = evt.state.threads.get(thread.ptid);
    return maker === undefined ? null : read(maker, evt);
  });
}
