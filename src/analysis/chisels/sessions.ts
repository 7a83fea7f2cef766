import { findParam } from '../../decode/param-index.js';
import { lastAncestorWhile } from '../../fields/ancestors.js';
import type { Extract } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { isShell, loginShell } from '../../fields/proc-groups.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import { fieldAlone } from '../../output/format.js';
import { maskOf } from '../../output/masking.js';
import type { Evt } from '../../state/evt.js';
import type { Thread } from '../../state/thread.js';
import type { Chisel, ChiselArg, ChiselContext, ChiselRun } from '../chisel.js';
import { wholeNumberOf } from '../chisel-args.js';
import { addLine, addObject } from '../output-lines.js';

const MAX_DEPTH = 1000;
const INDENT = '  ';
/** Login shells, and names of the commands below each, that are remembered. */
const MAX_SHELLS = 1000;
const MAX_NAMES = 500;

/** Whether a shell itself does what its user said: a program that goes elsewhere does so by itself. */
const isOfShell = ({ view }: Evt): boolean => view.def?.name === 'chdir';

/** Shells that a command was typed into, one within the other. */
function depthOf(evt: Evt, thread: Thread): number {
  let count = isOfShell(evt) ? 1 : 0;
  lastAncestorWhile(evt, thread.main ?? thread, (ancestor) => {
    if (isShell(ancestor)) count++;
    return true;
  });
  return count;
}

/** Whether the process has a terminal, or the event is too old to tell. */
function mayHaveTerminal({ view, thread }: Evt): boolean {
  const index = findParam(view.type, 'tty');
  return index < 0 || index >= view.paramCount || thread?.tty !== 0;
}

/** What a user has done: run a program, or gone to another directory. */
function commandOf(evt: Evt, thread: Thread): string {
  return isOfShell(evt) ? `cd ${thread.directory}` : thread.cmdline;
}

const COMMANDS =
  '(evt.type in (execve, execveat) or (evt.type=chdir and proc.name endswith sh)) and evt.dir=< and evt.failed=false';

/** A command as it is shown. */
interface Command {
  readonly evt: Evt;
  readonly shell: number;
  readonly depth: number;
  readonly command: string;
}

type WriteCommand = (out: Parameters<typeof addLine>[0], command: Command) => void;

const textOf = (name: string, context: FieldContext): ((evt: Evt) => string) => {
  const extract: Extract = fieldAlone(name, context).extract;
  return (evt) => String(extract(evt) ?? '<NA>');
};

function commandWriter({ fields, isJson, showsContainers }: ChiselContext): WriteCommand {
  const mask = maskOf(fields);
  const [time, user, container] = ['evt.time.s', 'user.name', 'container.name'].map((name) => textOf(name, fields)) as [
    (evt: Evt) => string,
    (evt: Evt) => string,
    (evt: Evt) => string,
  ];
  if (isJson)
    return (out, { evt, shell, depth, command }) =>
      addObject(out, {
        'evt.rawtime': timeValue(evt.view.tsHi, evt.view.tsLo),
        'proc.loginshellid': shell,
        'user.name': user(evt),
        'container.name': container(evt),
        depth,
        command,
      });
  return (out, { evt, shell, depth, command }) => {
    const who = showsContainers ? `${user(evt)}@${container(evt)}` : user(evt);
    addLine(out, mask(`${shell} ${time(evt)} ${who}) ${INDENT.repeat(depth - 1)}${command}`));
  };
}

function startSpyUsers([text]: readonly string[], context: ChiselContext): ChiselRun {
  const most =
    text === undefined ? MAX_DEPTH : wholeNumberOf('spy_users', text, { what: 'a depth', min: 1, max: MAX_DEPTH });
  const write = commandWriter(context);
  return {
    filter: treeOf(COMMANDS),
    heading: null,
    take: (evt, out) => {
      const { thread } = evt;
      if (thread === null || !mayHaveTerminal(evt)) return;
      const depth = depthOf(evt, thread);
      if (depth >= 1 && depth <= most)
        write(out, { evt, shell: loginShell(thread, evt) ?? 0, depth, command: commandOf(evt, thread) });
    },
    report: null,
  };
}

/** Adds a name to those of a shell, while there is room. */
function noteName(shells: Map<number, Set<string>>, shell: number, name: string): void {
  let names = shells.get(shell);
  if (names === undefined) {
    if (shells.size === MAX_SHELLS) return;
    names = new Set();
    shells.set(shell, names);
  }
  if (names.size < MAX_NAMES) names.add(name);
}

function startListShells([wanted]: readonly string[], context: ChiselContext): ChiselRun {
  const mask = maskOf(context.fields);
  const shells = new Map<number, Set<string>>();
  // by which name threads were looked at: most events are of the same ones
  const seen = new WeakMap<Thread, string>();
  return {
    filter: null,
    heading: null,
    take: (evt) => {
      const { thread } = evt;
      if (thread === null || seen.get(thread) === thread.comm) return;
      seen.set(thread, thread.comm);
      const shell = loginShell(thread, evt);
      if (shell !== null) noteName(shells, shell, thread.comm);
    },
    report: {
      schedule: 'end',
      write: (out) => {
        for (const [shell, names] of [...shells].sort(([a], [b]) => a - b)) {
          if (wanted !== undefined && !names.has(wanted)) continue;
          if (context.isJson) addObject(out, { 'proc.loginshellid': shell, names: [...names] });
          else addLine(out, mask(`${shell} - ${[...names].join(', ')}`));
        }
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
