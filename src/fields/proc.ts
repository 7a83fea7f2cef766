import { difference64 } from '../bytes/int64.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';
import { fieldClass } from './field.js';
import { ofParent, ofThread } from './of-thread.js';
import { argsText, environmentOf, exeLine, findVariable } from './process-text.js';
import { timeValue } from './time-value.js';

function age(thread: Thread, evt: Evt): number | null {
  if (thread.cloneTsHi === 0) return null;
  return difference64(evt.view.tsHi, evt.view.tsLo, thread.cloneTsHi, thread.cloneTsLo);
}

const born = (thread: Thread): bigint | null =>
  thread.cloneTsHi === 0 ? null : timeValue(thread.cloneTsHi, thread.cloneTsLo);

const nonZero = (value: bigint): bigint | null => (value === 0n ? null : value);

/** The reference compares these times when a program is run, so only for processes that did so in the capture. */
function startAfterChange(thread: Thread): bigint | null {
  if (thread.execTsHi === 0) return null;
  const start = born(thread);
  return start === null || start < thread.exeCtime ? null : start - thread.exeCtime;
}

function changeAfterNamespace(thread: Thread): bigint | null {
  const { exeCtime, pidnsInitStart } = thread;
  return thread.execTsHi === 0 || exeCtime === 0n || pidnsInitStart === 0n || exeCtime <= pidnsInitStart
    ? null
    : exeCtime - pidnsInitStart;
}

/** The process of the event: what runs, with which arguments, since when. */
export const PROC_FIELDS = fieldClass('process', [
  {
    name: 'proc.exe',
    type: 'charbuf',
    display: 'Executable',
    description: 'First argument of the command line (argv[0]), which is mostly the program.',
    bind: ofThread((thread) => thread.exe),
  },
  {
    name: 'proc.pexe',
    type: 'charbuf',
    display: 'Parent Executable',
    description: 'proc.exe of the parent.',
    bind: ofParent((parent) => parent.exe),
  },
  {
    name: 'proc.exepath',
    type: 'charbuf',
    display: 'Executable Path',
    description: 'Full path of the program that runs.',
    bind: ofThread((thread) => thread.exepath),
  },
  {
    name: 'proc.pexepath',
    type: 'charbuf',
    display: 'Parent Executable Path',
    description: 'proc.exepath of the parent.',
    bind: ofParent((parent) => parent.exepath),
  },
  {
    name: 'proc.name',
    type: 'charbuf',
    display: 'Name',
    description: 'Name of the process (comm), at most 15 bytes.',
    bind: ofThread((thread) => thread.comm),
  },
  {
    name: 'proc.pname',
    type: 'charbuf',
    display: 'Parent Name',
    description: 'proc.name of the parent.',
    bind: ofParent((parent) => parent.comm),
  },
  {
    name: 'proc.args',
    type: 'charbuf',
    cost: 3,
    display: 'Arguments',
    description: 'Arguments of the command line, without the program.',
    bind: ofThread(argsText),
  },
  {
    name: 'proc.cmdline',
    type: 'charbuf',
    display: 'Command Line',
    description: 'proc.name and the arguments.',
    bind: ofThread((thread) => thread.cmdline),
  },
  {
    name: 'proc.pcmdline',
    type: 'charbuf',
    display: 'Parent Command Line',
    description: 'proc.cmdline of the parent.',
    bind: ofParent((parent) => parent.cmdline),
  },
  {
    name: 'proc.cmdnargs',
    type: 'uint64',
    display: 'Number of Arguments',
    description: 'How many arguments the command line has, without the program.',
    bind: ofThread((thread) => thread.args.length),
  },
  {
    name: 'proc.cmdlenargs',
    type: 'uint64',
    display: 'Length of Arguments',
    description: 'Bytes in all arguments together, without the spaces between.',
    bind: ofThread((thread) => thread.args.reduce((sum, arg) => sum + arg.length, 0)),
  },
  {
    name: 'proc.exeline',
    type: 'charbuf',
    cost: 3,
    display: 'Executable Line',
    description: 'proc.exe and the arguments.',
    bind: ofThread(exeLine),
  },
  {
    name: 'proc.env',
    type: 'charbuf',
    arg: 'allowed',
    cost: 20,
    display: 'Environment',
    description: 'All environment variables, or the value of one: proc.env[PATH].',
    bind: (arg, context) =>
      ofThread((thread) => {
        const environment = environmentOf(thread);
        return arg === null ? environment.join(' ') : (findVariable(environment, arg) ?? '');
      })(arg, context),
  },
  {
    name: 'proc.cwd',
    type: 'charbuf',
    display: 'Working Directory',
    description: 'Directory in which the process is, with a slash at its end.',
    bind: ofThread((thread) => thread.directory),
  },
  {
    name: 'proc.tty',
    type: 'uint32',
    display: 'Terminal',
    description: 'Number of the terminal that controls the process; 0 for none.',
    bind: ofThread((thread) => thread.tty),
  },
  {
    name: 'proc.pid',
    type: 'int64',
    display: 'Process ID',
    description: 'Id of the process.',
    bind: ofThread((thread) => thread.pid),
  },
  {
    name: 'proc.ppid',
    type: 'int64',
    display: 'Parent Process ID',
    description: 'Id of the parent process.',
    bind: ofParent((parent) => parent.pid),
  },
  {
    name: 'proc.vpid',
    type: 'int64',
    display: 'Virtual Process ID',
    description: 'Id of the process inside its own pid namespace.',
    bind: ofThread((thread) => (thread.vpid === -1 ? null : thread.vpid)),
  },
  {
    name: 'proc.pvpid',
    type: 'int64',
    display: 'Parent Virtual ID',
    description: 'Id of the parent process inside its own pid namespace.',
    bind: ofParent((parent) => parent.vpid),
  },
  {
    name: 'proc.duration',
    type: 'reltime',
    display: 'Duration',
    description: 'Nanoseconds since the process was cloned; absent where that was before the capture.',
    bind: ofThread(age),
  },
  {
    name: 'proc.ppid.duration',
    type: 'reltime',
    display: 'Parent Duration',
    description: 'proc.duration of the parent.',
    bind: ofParent(age),
  },
  {
    name: 'proc.pid.ts',
    type: 'reltime',
    display: 'Start Time',
    description: 'Time at which the process was cloned, in ns since the epoch.',
    bind: ofThread(born),
  },
  {
    name: 'proc.ppid.ts',
    type: 'reltime',
    display: 'Parent Start Time',
    description: 'proc.pid.ts of the parent.',
    // 0 where it is not known, unlike proc.pid.ts: as the reference has it.
    bind: ofParent((parent) => born(parent) ?? 0),
  },
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
    description: 'Whether the program lies in the upper, changeable layer of an overlay file system.',
    bind: ofThread((thread) => thread.isExeUpperLayer),
  },
  {
    name: 'proc.is_exe_lower_layer',
    type: 'bool',
    display: 'Executable In Lower Layer',
    description: 'Whether the program lies in a lower layer of an overlay file system.',
    bind: ofThread((thread) => thread.isExeLowerLayer),
  },
  {
    name: 'proc.is_exe_from_memfd',
    type: 'bool',
    display: 'Executable In Memory',
    description: 'Whether the program was run from a memfd, without a file.',
    bind: ofThread((thread) => thread.isExeFromMemfd),
  },
  {
    name: 'proc.exe_ino',
    type: 'int64',
    display: 'Executable Inode',
    description: 'Inode number of the program.',
    bind: ofThread((thread) => nonZero(thread.exeIno)),
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
    description: 'Nanoseconds from the change of the program to the start of the process.',
    bind: ofThread(startAfterChange),
  },
  {
    name: 'proc.exe_ino.ctime_duration_pidns_start',
    type: 'abstime',
    display: 'Namespace to Change',
    description: 'Nanoseconds from the start of the pid namespace to the change of the program, if it came later.',
    bind: ofThread(changeAfterNamespace),
  },
  {
    name: 'proc.pidns_init_start_ts',
    type: 'uint64',
    display: 'Namespace Start',
    description: 'When the first process of the pid namespace started, in ns since the epoch.',
    bind: ofThread((thread) => nonZero(thread.pidnsInitStart)),
  },
  {
    name: 'proc.fdopencount',
    type: 'uint64',
    display: 'Open Descriptors',
    description: 'How many descriptors the process has open.',
    bind: ofThread((thread) => thread.main?.fds.size ?? 0),
  },
  {
    name: 'proc.fdlimit',
    type: 'int64',
    display: 'Descriptor Limit',
    description: 'How many descriptors the process may have open.',
    bind: ofThread((thread) => thread.main?.fdlimit ?? 0),
  },
  {
    name: 'proc.fdusage',
    type: 'double',
    display: 'Descriptor Usage',
    description: 'Open descriptors in percent of the limit.',
    bind: ofThread((thread) => {
      const limit = thread.main?.fdlimit ?? -1;
      return limit > 0 ? ((thread.main?.fds.size ?? 0) * 100) / limit : 0;
    }),
  },
  {
    name: 'proc.vmsize',
    type: 'uint64',
    display: 'Virtual Memory',
    description: 'Virtual memory of the process in kB.',
    bind: ofThread((thread) => thread.vmsizeKb),
  },
  {
    name: 'proc.vmrss',
    type: 'uint64',
    display: 'Resident Memory',
    description: 'Memory of the process that is in RAM, in kB.',
    bind: ofThread((thread) => thread.vmrssKb),
  },
  {
    name: 'proc.vmswap',
    type: 'uint64',
    display: 'Swapped Memory',
    description: 'Memory of the process that is swapped out, in kB.',
    bind: ofThread((thread) => thread.vmswapKb),
  },
  {
    name: 'proc.nthreads',
    type: 'uint64',
    display: 'Threads',
    description: 'How many threads of the process are alive.',
    bind: ofThread((thread) => thread.group?.alive ?? 0),
  },
  {
    name: 'proc.nchilds',
    type: 'uint64',
    display: 'Other Threads',
    description: 'How many threads of the process are alive besides the main one.',
    bind: ofThread((thread) => Math.max(0, (thread.group?.alive ?? 0) - (thread.main?.isDead === false ? 1 : 0))),
  },
]);
