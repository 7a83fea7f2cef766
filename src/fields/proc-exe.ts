import { subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

const nonZero = (value: bigint): bigint | null => (value === 0n ? null : value);

/** The program file of the event's process. */
export const PROC_EXE_FIELDS = subjectClass(
  'process',
  [
    {
      name: 'proc.is_exe_writable',
      type: 'bool',
      display: 'Executable Is Writable',
      description: 'Whether the user who runs the program may change its file.',
      bind: ofThread((thread) => thread.isExeWritable),
    },
    {
      name: 'proc.is_exe_upper_layer',
      type: 'bool',
      display: 'Executable In Upper Layer',
      description: 'Whether the program is in the upper (writable) layer of an overlay file system.',
      bind: ofThread((thread) => thread.isExeUpperLayer),
    },
    {
      name: 'proc.is_exe_lower_layer',
      type: 'bool',
      display: 'Executable In Lower Layer',
      description: 'Whether the program is in a lower layer of an overlay file system.',
      bind: ofThread((thread) => thread.isExeLowerLayer),
    },
    {
      name: 'proc.is_exe_from_memfd',
      type: 'bool',
      display: 'Executable In Memory',
      description: 'Whether the program was run from a memfd instead of a file.',
      bind: ofThread((thread) => thread.isExeFromMemfd),
    },
    {
      name: 'proc.exe_ino',
      type: 'int64',
      display: 'Executable Inode',
      description: 'Inode number of the program.',
      // signed, as in the reference: numbers from 2^63 on are negative
      bind: ofThread((thread) => nonZero(BigInt.asIntN(64, thread.exeIno))),
    },
    {
      name: 'proc.exe_ino.ctime',
      type: 'abstime',
      display: 'Executable Change Time',
      description: 'When the inode of the program last changed (ctime), in ns since the epoch.',
      bind: ofThread((thread) => nonZero(thread.exeCtime)),
    },
    {
      name: 'proc.exe_ino.mtime',
      type: 'abstime',
      display: 'Executable Modification Time',
      description: 'When the content of the program last changed (mtime), in ns since the epoch.',
      bind: ofThread((thread) => nonZero(thread.exeMtime)),
    },
    {
      name: 'proc.exe_ino.ctime_duration_proc_start',
      type: 'abstime',
      display: 'Change to Start',
      description: 'Nanoseconds from the last change (ctime) of the program to the start of the process.',
      bind: ofThread((thread) => nonZero(thread.changeToStart)),
    },
    {
      name: 'proc.exe_ino.ctime_duration_pidns_start',
      type: 'abstime',
      display: 'Namespace to Change',
      description:
        'Nanoseconds from the start of the pid namespace to the last change of the program, if it changed later.',
      bind: ofThread((thread) => nonZero(thread.namespaceToChange)),
    },
    {
      name: 'proc.pidns_init_start_ts',
      type: 'uint64',
      display: 'Namespace Start',
      description: 'When the first process of the pid namespace started, in ns since the epoch.',
      bind: ofThread((thread) => nonZero(thread.pidnsInitStart)),
    },
  ],
  USUAL_DEMANDS,
);
