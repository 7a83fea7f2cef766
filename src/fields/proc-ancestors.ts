import { MAX_GENERATIONS } from '../state/ancestry.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { ancestorOf, someAncestor } from './ancestors.js';
import { type ExtractSome, FieldArgError, type FieldDef, SCOPE, subjectClass, USUAL_DEMANDS } from './field.js';
import { argsText, environmentOf, findVariable } from './process-text.js';

/** Number of generations that proc.aenv[NAME] searches. */
const ENV_LEVELS = 20;

/** Most ancestors in a list. */
const MAX_LISTED = 100;

type Read = (ancestor: Thread) => string | number | null;

function levelOf(arg: string): number {
  if (!/^\d+$/.test(arg)) throw new FieldArgError(`'${arg}' is not a generation number, as in proc.aname[1]`);
  return Number(arg);
}

/** Values of all ancestors, the nearest first; null for none. */
const ofAncestors = (read: Read) => (evt: Subject) => {
  const values: (string | number)[] = [];
  const add = (ancestor: Thread): boolean => {
    const value = read(ancestor);
    if (value !== null) values.push(value);
    return values.length === MAX_LISTED;
  };
  if (evt.thread !== null) someAncestor(evt, evt.thread, add);
  return values.length === 0 ? null : (values as string[] | number[]);
};

/** Value of the ancestor at a level; without a number, of all ancestors. */
function ofAncestor(read: Read): FieldDef['bind'] {
  return (arg) => {
    if (arg === null) return ofAncestors(read);
    const level = levelOf(arg);
    return (evt) => {
      const ancestor = evt.thread === null ? null : ancestorOf(evt, evt.thread, level);
      return ancestor === null ? null : read(ancestor);
    };
  };
}

const anyAncestor = (read: Read) => (): ExtractSome => (evt, matches) =>
  evt.thread !== null && someAncestor(evt, evt.thread, (ancestor) => matches(read(ancestor)));

function ancestor(name: string, read: Read, texts: Pick<FieldDef, 'display' | 'description'> & Partial<FieldDef>) {
  return {
    name,
    type: 'charbuf' as const,
    arg: 'allowed' as const,
    isListWithoutArg: true as const,
    noTransformer: true as const,
    noRhs: true as const,
    cost: 10,
    bind: ofAncestor(read),
    bindSome: anyAncestor(read),
    ...texts,
  };
}

const environmentText: Read = (thread) => environmentOf(thread).join(' ');

/** Environment of the ancestor at a level; null if there is none. */
function environmentAbove(evt: Subject, from: Thread, level: number): string | null {
  if (level > MAX_GENERATIONS) return null;
  let above: Thread | undefined = from;
  for (let i = 0; i < level && above !== undefined; i++) above = evt.state.threads.get(above.ptid);
  return above === undefined ? null : environmentOf(above).join(' ');
}

/** Variable of the nearest ancestor that has it; '' if none has. */
function inheritedVariable(evt: Subject, from: Thread, name: string): string {
  let above = evt.state.threads.get(from.ptid);
  for (let i = 0; i < ENV_LEVELS && above !== undefined; i++) {
    const value = findVariable(environmentOf(above), name);
    if (value !== null && value !== '') return value;
    above = evt.state.threads.get(above.ptid);
  }
  return '';
}

/**
 * Environments are searched following ptid. If the thread's own process is unknown, variables are empty, and the environment at a
 * level is `stray`.
 */
const bindEnvironment =
  (stray: '' | null): FieldDef['bind'] =>
  (arg) => {
    if (arg === null) return ofAncestors(environmentText);
    const level = /^\d+$/.test(arg) ? Number(arg) : null;
    return (evt) => {
      const { thread } = evt;
      if (thread === null) return null;
      if (thread.main === null) return level === null ? '' : stray;
      return level === null ? inheritedVariable(evt, thread.main, arg) : environmentAbove(evt, thread.main, level);
    };
  };

/** Ancestor processes: parent [1], its parent [2] and so on; without a number all of them, of which filters test each. */
export const PROC_ANCESTOR_FIELDS = subjectClass(
  'process',
  [
    ancestor('proc.aname', (process) => process.comm, {
      threadScope: SCOPE.ALL,
      display: 'Ancestor Name',
      description:
        'proc.name of an ancestor: proc.aname[1] is the parent. Without a number: of all ancestors, the nearest first; filters hold if any of them matches.',
    }),
    ancestor('proc.aexe', (process) => process.exe, {
      threadScope: SCOPE.ALL,
      display: 'Ancestor Executable',
      description: 'proc.exe of an ancestor, as proc.aname.',
    }),
    ancestor('proc.aexepath', (process) => process.exepath, {
      threadScope: SCOPE.ALL,
      isThroughFd: true,
      display: 'Ancestor Executable Path',
      description: 'proc.exepath of an ancestor, as proc.aname.',
    }),
    ancestor('proc.aargs', argsText, {
      threadScope: SCOPE.ALL,
      display: 'Ancestor Arguments',
      description: 'proc.args of an ancestor, as proc.aname.',
    }),
    ancestor('proc.acmdline', (process) => process.cmdline, {
      threadScope: SCOPE.ALL,
      display: 'Ancestor Command Line',
      description: 'proc.cmdline of an ancestor, as proc.aname.',
    }),
    ancestor('proc.apid', (process) => process.pid, {
      type: 'int64',
      threadScope: SCOPE.ALL,
      display: 'Ancestor Process ID',
      description: 'Process id of an ancestor, as proc.aname.',
    }),
    ancestor('proc.aenv', environmentText, {
      display: 'Ancestor Environment',
      description:
        'Environment of an ancestor, as proc.aname; with a name, the variable of the nearest ancestor that has it.',
      bind: bindEnvironment(null),
      // filters find no value where printed lines have an empty environment
      bindText: bindEnvironment(''),
    }),
  ],
  USUAL_DEMANDS,
);
