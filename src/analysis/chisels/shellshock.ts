import { environmentOf } from '../../fields/process-text.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import { maskOf } from '../../output/masking.js';
import { writeClock } from '../../render/clock.js';
import type { Thread } from '../../state/thread.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { addLine, addObject } from '../output-lines.js';

/** A function in a variable: its value begins so, with blanks of any number in it. */
const FUNCTION = /^([^=]+)=\s*\(\)\s*\{/;
/** How shells that are mended name variables with functions in them: nobody else's are taken for functions. */
const MENDED = /^BASH_FUNC_.*(?:%%|\(\))$/s;

/** Variables of an environment that a vulnerable shell would run the rest of. */
function injections(thread: Thread): string[] {
  return environmentOf(thread).filter((variable) => {
    const name = FUNCTION.exec(variable)?.[1];
    return name !== undefined && !MENDED.test(name);
  });
}

function start(_: readonly string[], { isJson, fields }: ChiselContext): ChiselRun {
  const mask = maskOf(fields);
  return {
    filter: treeOf('evt.type in (execve, execveat) and evt.dir=< and evt.failed=false'),
    heading: 'Time Process (Pid) Variable',
    take: (evt, out) => {
      const { thread, view } = evt;
      if (thread === null) return;
      for (const variable of injections(thread)) {
        const { comm, pid } = thread;
        if (isJson) {
          const time = timeValue(view.tsHi, view.tsLo);
          addObject(out, { 'evt.rawtime': time, 'proc.name': comm, 'proc.pid': pid, variable });
          continue;
        }
        writeClock(out, view.tsHi, view.tsLo);
        addLine(out, mask(` ${comm} (${pid}) ${variable}`));
      }
    },
    report: null,
  };
}

/** Looks for shellshock. */
export const SHELLSHOCK: Chisel = {
  name: 'shellshock_detect',
  category: 'Security',
  summary: 'programs started with functions in their environment',
  description:
    'Prints programs that are started with a variable that shells vulnerable to shellshock (CVE-2014-6271) would run: one whose value begins as a function does.',
  args: [],
  start,
};
