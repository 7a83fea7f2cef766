import type { Thread } from '../state/thread.js';
import { ancestorOf, endsAtStrayThread, someAncestor } from './ancestors.js';
import { type ExtractSome, FieldArgError, type FieldDef, type FieldValue, fieldClass } from './field.js';
import { environmentOf, findVariable } from './process-text.js';

/** Levels that proc.aenv[NAME] looks upwards. */
const ENV_LEVELS = 20;

type Read = (ancestor: Thread) => FieldValue;

function levelOf(arg: string): number {
  if (!/^\d+$/.test(arg)) throw new FieldArgError(`'${arg}' is not the number of a generation, as in proc.aname[1]`);
  return Number(arg);
}

/** Value of the ancestor so many steps up; without a number no value (filters then ask any ancestor). */
function ofAncestor(read: Read): FieldDef['bind'] {
  return (arg) => {
    if (arg === null) return () => null;
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
    noTransformer: true as const,
    noRhs: true as const,
    cost: 10,
    bind: ofAncestor(read),
    bindSome: anyAncestor(read),
    ...texts,
  };
}

const environmentText: Read = (thread) => environmentOf(thread).join(' ');

/** Variable of the nearest process that has it, from the event's own upwards. */
const bindInherited: FieldDef['bind'] = (arg, context) => {
  if (arg === null || /^\d+$/.test(arg)) return ofAncestor(environmentText)(arg, context);
  return (evt) => {
    if (evt.thread === null) return null;
    for (let level = 1; level <= ENV_LEVELS; level++) {
      const process = ancestorOf(evt, evt.thread, level);
      const value = process === null ? null : findVariable(environmentOf(process), arg);
      if (value !== null) return value;
    }
    return '';
  };
};

/** The processes above: parent [1], its parent [2] and so on; in filters without a number any of them. */
export const PROC_ANCESTOR_FIELDS = fieldClass('process', [
  ancestor('proc.aname', (process) => process.comm, {
    display: 'Ancestor Name',
    description: 'proc.name of an ancestor: proc.aname[1] is the parent. In filters without a number: of any ancestor.',
  }),
  ancestor('proc.aexe', (process) => process.exe, {
    display: 'Ancestor Executable',
    description: 'proc.exe of an ancestor, as proc.aname.',
  }),
  ancestor('proc.aexepath', (process) => process.exepath, {
    display: 'Ancestor Executable Path',
    description: 'proc.exepath of an ancestor, as proc.aname.',
  }),
  ancestor('proc.acmdline', (process) => process.cmdline, {
    display: 'Ancestor Command Line',
    description: 'proc.cmdline of an ancestor, as proc.aname.',
  }),
  ancestor('proc.apid', (process) => process.pid, {
    type: 'int64',
    display: 'Ancestor Process ID',
    description: 'Process id of an ancestor, as proc.aname.',
  }),
  ancestor('proc.aenv', environmentText, {
    display: 'Ancestor Environment',
    description:
      'Environment of an ancestor, as proc.aname; with a name, the variable of the nearest ancestor that has it.',
    bind: bindInherited,
    bindText: (arg, context) => {
      const extract = bindInherited(arg, context);
      const steps = arg !== null && /^\d+$/.test(arg) ? Number(arg) : 0;
      // empty, and not missing, where a thread on the way is known and its process is not
      return (evt) => (evt.thread !== null && endsAtStrayThread(evt, evt.thread, steps) ? '' : extract(evt));
    },
  }),
]);
