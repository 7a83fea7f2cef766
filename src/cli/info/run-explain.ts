import { withoutControls } from '../../bytes/masked-text.js';
import { SCOPE } from '../../fields/field.js';
import type { Ast } from '../../filter/ast.js';
import { canRejectThreads, describeFilter, type Filter } from '../../filter/filter.js';
import { type CallInterest, callInterests, INTEREST } from '../../run/interest.js';
import type { StateNeeds } from '../../run/state-needs.js';
import { EXIT } from '../exit-codes.js';
import type { RunOptions } from '../options/run-options.js';
import { compileFor, contextOf, filterOf, withoutSuppressed } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { stateNeeds } from '../run/state-needs.js';

const STDOUT = 1;
/** Most system calls that are listed by name on one line. */
const MAX_NAMES = 8;

const VALID: Readonly<Record<number, string>> = {
  [SCOPE.OWN]: 'until the thread executes a program or changes its user or group',
  [SCOPE.ALL]: 'until any thread starts, ends, executes a program or changes its user or group',
};

function names(calls: readonly CallInterest[]): string {
  const found = calls.map((call) => call.name);
  const shown = found.slice(0, MAX_NAMES).join(' ');
  return found.length > MAX_NAMES ? `${shown} and ${found.length - MAX_NAMES} more` : shown;
}

const TABLES =
  '  of processes without a matching thread, not even calls that open, close or change descriptors are recorded: descriptors are read from the kernel when a thread may match;';

/** What is recorded of calls that open files, besides events that can pass. */
const OPENED = {
  FILES: 'of these, exit events are also recorded if they open a file, because later events may need its name',
  DIRECTORIES: 'of these, exit events are also recorded if they open a directory, because later paths may start there',
} as const;

function openingLines(conditional: readonly CallInterest[], needs: StateNeeds): string[] {
  const openings = conditional.filter(({ isOpen }) => isOpen);
  if (openings.length === 0) return [];
  const entered = openings.filter(({ isHeld }) => !isHeld);
  const enters = entered.length === 0 ? '' : `, and all enter events of ${names(entered)}`;
  return [`  ${needs.namesDescriptors ? OPENED.FILES : OPENED.DIRECTORIES} (${names(openings)})${enters}`];
}

function heldLines(calls: readonly CallInterest[]): string[] {
  const held = calls.filter(({ isHeld }) => isHeld);
  if (held.length === 0) return [];
  return [`  enter events of ${held.length} calls are recorded only together with their exit events (${names(held)})`];
}

function callLines(filter: Filter, needs: StateNeeds): string[] {
  const calls = callInterests(filter, needs);
  const ofInterest = (interest: number): readonly CallInterest[] => calls.filter((call) => call.interest === interest);
  const count = (interest: number): number => ofInterest(interest).length;
  const passing = ofInterest(INTEREST.FILTER);
  const conditional = passing.filter((call) => call.isConditional);
  return [
    `  ${passing.length} of ${calls.length} system calls can pass (${names(passing) || 'none'}): recorded`,
    ...(conditional.length === 0
      ? []
      : [
          `  of ${conditional.length} of these, only events whose results, latencies, descriptors, numbers or paths can match (${names(conditional)})`,
          ...openingLines(conditional, needs),
        ]),
    `  ${count(INTEREST.STATE)} more update the state of processes and descriptors: recorded`,
    `  ${count(INTEREST.NONE)} are not recorded`,
    ...heldLines(calls),
  ];
}

function threadLines(filter: Filter, threads: string | null): string[] {
  if (threads === null) return ['  every thread is recorded: the filter has no condition on threads alone'];
  if (!canRejectThreads(filter))
    return [`  every thread is recorded: the result of "${threads}" may change without a system call`];
  return [
    `  threads not matching "${threads}": only state-changing system calls are recorded;`,
    TABLES,
    `  a thread is checked at its first event; the result is valid ${VALID[filter.threadScope]}`,
  ];
}

function explain(options: RunOptions, tree: Ast, filter: Filter): string[] {
  const { threads, conditions } = describeFilter(tree, contextOf(options));
  return [
    'In the kernel, before events are recorded:',
    ...callLines(filter, stateNeeds(options, filter)),
    ...threadLines(filter, threads),
    'In sysshark, for each recorded event, in this order (cost in comparisons of small numbers):',
    ...conditions.map(({ text, cost }) => `  ${cost.toFixed(1).padStart(5)}  ${text}`),
  ];
}

/** Prints which parts of the filter the kernel decides and which sysshark decides; captures nothing. */
export async function runExplain(options: RunOptions, { isStdoutTerminal }: ProcessIo): Promise<number> {
  const output = new TextOutput(STDOUT, isStdoutTerminal);
  const tree = withoutSuppressed(filterOf(options), options);
  const filter = compileFor(options, tree);
  const lines =
    tree === null || filter === null ? ['Without a filter every event is recorded.'] : explain(options, tree, filter);
  for (const line of lines) output.line(withoutControls(line));
  await output.flush();
  return EXIT.DONE;
}
