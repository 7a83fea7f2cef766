import { fieldClass } from './field.js';
import { ofMaker, ofParent, ofThread } from './of-thread.js';
import { age, born } from './process-age.js';
import { argsText, environmentOf, exeLine, findVariable } from './process-text.js';

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
    isOfThread: true,
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
    bind: ofThread((thread) => thread.args.items.length),
  },
  {
    name: 'proc.cmdlenargs',
    type: 'uint64',
    display: 'Length of Arguments',
    description: 'Bytes in all arguments together, without the spaces between.',
    bind: ofThread((thread) => thread.args.items.reduce((sum, arg) => sum + arg.length, 0)),
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
    isOfThread: true,
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
    bind: ofMaker((parent) => parent.vpid),
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
    bind: ofMaker(age),
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
    bind: ofMaker((parent) => born(parent) ?? 0),
  },
]);
