import { findParam } from '../../decode/param-index.js';
import { lastAncestorWhile } from '../../fields/ancestors.js';
import type { Extract } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { isShell, loginShell } from '../../fields/proc-groups.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import { fieldAlone } from '../../output/format.js';
import type { Column } from '../../output/rows/column.js';
import type { RowForm } from '../../output/rows/form.js';
import { renderClock } from '../../render/clock.js';
import type { Evt } from '../../state/evt.js';
import type { Thread } from '../../state/thread.js';
import type { Chisel, ChiselArg, ChiselContext, ChiselRun } from '../chisel.js';
import { wholeNumberOf } from '../chisel-args.js';

const MAX_DEPTH = 1000;
const INDENT = '  ';
const NS_PER_SECOND = 1_000_000_000n;
/** Most login shells, and most names of commands below each. */
const MAX_SHELLS = 1000;
const MAX_NAMES = 500;

/** Whether the shell itself executes the command: other programs change their directory on their own. */
const isOfShell = ({ view }: Evt): boolean => view.def?.name === 'chdir';

/** The nested shells in which a command was typed. */
function depthOf(evt: Evt, thread: Thread): number {
  let count = isOfShell(evt) ? 1 : 0;
  lastAncestorWhile(evt, thread.main ?? thread, (ancestor) => {
    if (isShell(ancestor)) count++;
    return true;
  });
  return count;
}

/** Whether the process has a terminal; also true for old events, which do not say. */
function mayHaveTerminal({ view, thread }: Evt): boolean {
  const index = findParam(view.type, 'tty');
  return index < 0 || index >= view.paramCount || thread?.tty !== 0;
}

/** The command of a user: a program, or a change of directory. */
function commandOf(evt: Evt, thread: Thread): string {
  return isOfShell(evt) ? `cd ${thread.directory}` : thread.cmdline;
}

const COMMANDS =
  '(evt.type in (execve, execveat) or (evt.type=chdir and proc.name endswith sh)) and evt.dir=< and evt.failed=false';

const textOf = (name: string, context: FieldContext): ((evt: Evt) => string) => {
  const extract: Extract = fieldAlone(name, context).extract;
  return (evt) => String(extract(evt) ?? '<NA>');
};

const COMMAND_COLUMNS: readonly Column[] = [
  {
    name: 'evt.rawtime',
    heading: 'Time',
    type: 'time',
    text: (ns) => renderClock(Number((ns as bigint) / NS_PER_SECOND)),
  },
  { name: 'proc.loginshellid', heading: 'Shell', type: 'number' },
  { name: 'user.name', heading: 'User', type: 'text' },
  { name: 'container.name', heading: 'Container', type: 'text' },
  { name: 'depth', heading: 'Depth', type: 'number', text: (depth) => INDENT.repeat(Number(depth) - 1) },
  { name: 'command', heading: 'Command', type: 'text' },
];

function commandForm({ showsContainers }: ChiselContext): RowForm {
  const user = showsContainers ? '%user.name@%container.name' : '%user.name';
  const line = `%proc.loginshellid %evt.rawtime ${user}) %depth%command`;
  return { columns: COMMAND_COLUMNS, layout: { kind: 'lines', heading: null, line } };
}

function startSpyUsers([text]: readonly string[], context: ChiselContext): ChiselRun {
  const most =
    text === undefined ? MAX_DEPTH : wholeNumberOf('spy_users', text, { what: 'a depth', min: 1, max: MAX_DEPTH });
  const [user, container] = [textOf('user.name', context.fields), textOf('container.name', context.fields)];
  return {
    kind: 'rows',
    filter: treeOf(COMMANDS),
    form: commandForm(context),
    take: (evt, add) => {
      const { thread, view } = evt;
      if (thread === null || !mayHaveTerminal(evt)) return;
      const depth = depthOf(evt, thread);
      if (depth < 1 || depth > most) return;
      const shell = loginShell(thread, evt) ?? 0;
      add([timeValue(view.tsHi, view.tsLo), shell, user(evt), container(evt), depth, commandOf(evt, thread)]);
    },
    report: null,
  };
}

/** Adds a name to those of a shell, up to the limits. */
function noteName(shells: Map<number, Set<string>>, shell: number, name: string): void {
  let names = shells.get(shell);
  if (names === undefined) {
    if (shells.size === MAX_SHELLS) return;
    names = new Set();
    shells.set(shell, names);
  }
  if (names.size < MAX_NAMES) names.add(name);
}

const SHELLS_FORM: RowForm = {
  columns: [
    { name: 'proc.loginshellid', heading: 'Shell', type: 'number' },
    { name: 'names', heading: 'Commands', type: 'texts' },
  ],
  layout: { kind: 'lines', heading: null, line: '%proc.loginshellid - %names' },
};

function startListShells([program]: readonly string[]): ChiselRun {
  const shells = new Map<number, Set<string>>();
  // the name that a thread had when it was last noted: most events come from the same threads
  const seen = new WeakMap<Thread, string>();
  return {
    kind: 'rows',
    filter: null,
    form: SHELLS_FORM,
    take: (evt) => {
      const { thread } = evt;
      if (thread === null || seen.get(thread) === thread.comm) return;
      seen.set(thread, thread.comm);
      const shell = loginShell(thread, evt);
      if (shell !== null) noteName(shells, shell, thread.comm);
    },
    report: {
      schedule: 'end',
      make: () => {
        const listed = [...shells].filter(([, names]) => program === undefined || names.has(program));
        return { rows: listed.sort(([a], [b]) => a - b).map(([shell, names]) => [shell, [...names]]) };
      },
    },
  };
}

const DEPTH_ARG: ChiselArg = {
  name: 'MAX_DEPTH',
  description: 'shells within shells to show: 1 for what login shells run',
  isOptional: true,
};

const COMMAND_ARG: ChiselArg = {
  name: 'COMMAND',
  description: 'only shells below which a command of this name did something',
  isOptional: true,
};

/** What users do in shells. */
export const SESSIONS: readonly Chisel[] = [
  {
    name: 'spy_users',
    category: 'Security',
    summary: 'commands that users run in shells',
    description:
      'Prints the commands that are run below shells with a terminal, and where the shells go: login shell, time, user, command, indented for each shell within a shell.',
    args: [DEPTH_ARG],
    start: startSpyUsers,
  },
  {
    name: 'list_login_shells',
    category: 'Security',
    summary: 'login shells, and what was run below them',
    description:
      'Lists at the end the ids of the login shells (proc.loginshellid) and the names of the commands below them, to filter by.',
    args: [COMMAND_ARG],
    start: startListShells,
  },
];
