import type { Descriptor, FieldName, GivenValue, Process } from './event.js';
import type { FieldReader, ReadField } from './field-reader.js';

type Members<View> = Readonly<Record<keyof View, FieldName>>;

/** The fields that the members of a process and of a descriptor are read from. */
export const PROCESS_FIELDS: Members<Process> = {
  tid: 'thread.tid',
  pid: 'proc.pid',
  parentPid: 'proc.ppid',
  name: 'proc.name',
  exe: 'proc.exe',
  exePath: 'proc.exepath',
  commandLine: 'proc.cmdline',
  directory: 'proc.cwd',
  userId: 'user.uid',
  userName: 'user.name',
  containerId: 'container.id',
};
export const DESCRIPTOR_FIELDS: Members<Descriptor> = { number: 'fd.num', name: 'fd.name', type: 'fd.type' };

/** Values that stand for "unknown" in state and fields: text as the reference prints it, ids of threads and accounts. */
const UNKNOWN: ReadonlySet<GivenValue> = new Set(['', '<NA>', -1, 0xffffffff]);

/** What programs get of a value of a process or descriptor: null if it stands for "unknown". */
export const known = (value: GivenValue | null): GivenValue | null =>
  value === null || UNKNOWN.has(value) ? null : value;

/** An object whose members are fields of the current event, read on access; a copy ({...view}) can be kept. */
export function fieldView<View extends object>(fields: FieldReader, members: Members<View>): View {
  const view = {};
  for (const [member, name] of Object.entries<FieldName>(members)) {
    let read: ReadField | null = null;
    const get = () => {
      read ??= fields.reader(name);
      return known(read());
    };
    Object.defineProperty(view, member, { enumerable: true, get });
  }
  return view as View;
}
