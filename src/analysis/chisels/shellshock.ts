import { environmentOf } from '../../fields/process-text.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import type { RowForm } from '../../output/rows/form.js';
import type { Thread } from '../../state/thread.js';
import type { Chisel, ChiselRun } from '../chisel.js';

/** A variable whose value starts like a function, with any number of spaces. */
const FUNCTION = /^([^=]+)=\s*\(\)\s*\{/;
/** Variables in which patched shells export functions; they take no others for functions. */
const MENDED = /^BASH_FUNC_.*(?:%%|\(\))$/s;

/** The variables of an environment from which a vulnerable shell would run code. */
function injections(thread: Thread): string[] {
  return environmentOf(thread).filter((variable) => {
    const name = FUNCTION.exec(variable)?.[1];
    return name !== undefined && !MENDED.test(name);
  });
}

const FORM: RowForm = {
  columns: [
    { name: 'evt.rawtime', heading: 'Time', type: 'time' },
    { name: 'proc.name', heading: 'Process', type: 'text' },
    { name: 'proc.pid', heading: 'PID', type: 'number' },
    { name: 'variable', heading: 'Variable', type: 'text' },
  ],
  layout: {
    kind: 'lines',
    heading: 'Time Process (Pid) Variable',
    line: '%evt.rawtime %proc.name (%proc.pid) %variable',
  },
};

function start(): ChiselRun {
  return {
    kind: 'rows',
    filter: treeOf('evt.type in (execve, execveat) and evt.dir=< and evt.failed=false'),
    form: FORM,
    take: ({ thread, view }, add) => {
      if (thread === null) return;
      for (const variable of injections(thread))
        add([timeValue(view.tsHi, view.tsLo), thread.comm, thread.pid, variable]);
    },
    report: null,
  };
}

/** Finds attempts to exploit shellshock. */
export const SHELLSHOCK: Chisel = {
  name: 'shellshock_detect',
  category: 'Security',
  summary: 'programs started with functions in their environment',
  description:
    'Prints programs that are started with a variable whose value starts like a function: shells vulnerable to shellshock (CVE-2014-6271) execute it.',
  args: [],
  start,
};
