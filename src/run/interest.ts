import { arch } from 'node:os';
import { ConditionProgram } from '../filter/condition-program.js';
import type { Filter } from '../filter/filter.js';
import { PATH_ARGUMENTS } from '../filter/path-condition.js';
import { type Condition, group, needsExit, registerConditions, withoutResult } from '../filter/register-condition.js';
import { EF, STATE_FLAGS } from '../schema/event.js';
import { callType, EVT, hasEventFlags } from '../schema/events.js';
import type { SyscallDef } from '../schema/syscall.js';
import { AARCH64_SYSCALLS } from '../schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../schema/syscalls/x86_64.js';
import type { Interest } from '../source/native.js';
import { CHANGES_PATHS, CHANGES_THE_REST, CHANGES_THREADS } from '../state/updates/table.js';
import { opensFile } from './opens-only.js';
import type { StateNeeds } from './state-needs.js';

/** Bits of one system call in the probe's interest (INTEREST_ in native/ebpf/shared.h). */
const ENTER = 1;
const EXIT = 2;
const STATE = 4;
const CHANGE = 8;
const OPENS = 16;
const DIRECTORIES = 32;
const DESCRIPTORS = 64;
const HOLD = 128;
const NO_ARGUMENT = -1;
/** Number of system calls that the probe distinguishes. */
const SYSCALL_COUNT = 512;

type AcceptedEvents = Pick<Filter, 'mask' | 'codes' | 'checked'>;
type Conditions = Interest['conditions'];

/** What needs events: the filter, and state. */
interface Demand {
  readonly canPass: (type: number) => boolean;
  /** What the filter requires of the registers at an exit event. */
  readonly onExit: (type: number) => Condition;
  readonly needs: StateNeeds;
}

/** Whether state needs an event. What is written keeps the events that other programs need, so there all with the flags. */
function keepsState(type: number, { namesDescriptors, notesUse }: StateNeeds): boolean {
  if (notesUse && hasEventFlags(type, EF.REPORTS_USE)) return true;
  return namesDescriptors ? hasEventFlags(type, STATE_FLAGS) : CHANGES_PATHS[type] === 1;
}

/** Bits for what state needs of a system call with these events. */
function stateBits(enter: number, exit: number, needs: StateNeeds): number {
  if (opensFile(exit)) return STATE | DESCRIPTORS | OPENS | (needs.namesDescriptors ? 0 : DIRECTORIES);
  if (hasEventFlags(exit, STATE_FLAGS) && CHANGES_THE_REST[exit] === 1) return STATE | DESCRIPTORS;
  return keepsState(exit, needs) || keepsState(enter, needs) ? STATE : 0;
}

/**
 * Whether the enter event of a call is recorded only with its exit event: neither the filter nor state needs it for itself, and the
 * kernel may reject the exit by its result or latency.
 */
function waitsForExit(enter: number, exit: number, { canPass, needs, onExit }: Demand): boolean {
  if (canPass(enter)) return false;
  if (opensFile(exit)) return true;
  return !keepsState(enter, needs) && !keepsState(exit, needs) && needsExit(onExit(exit));
}

/** All bits of a system call with these events; `canPass` says which events the filter can accept. */
function bitsOf(enter: number, exit: number, demand: Demand): number {
  const { canPass, needs } = demand;
  const state = stateBits(enter, exit, needs);
  const change = CHANGES_THREADS[exit] === 1 ? CHANGE : 0;
  const hold = waitsForExit(enter, exit, demand) ? HOLD : 0;
  // an exit also needs its enter event, which has parameters and the time
  if (canPass(exit) || keepsState(exit, needs)) return ENTER | EXIT | state | change | hold;
  return canPass(enter) || keepsState(enter, needs) ? ENTER | state : 0;
}

const syscalls = () => (arch() === 'arm64' ? AARCH64_SYSCALLS : X86_64_SYSCALLS);

/** Types of the events of a system call; generic ones if it is recorded by name only. */
function typesOf({ code, enter, exit }: SyscallDef): { readonly enter: number; readonly exit: number } {
  if (enter !== undefined && exit !== undefined) return { enter: EVT[enter], exit: EVT[exit] };
  const type = callType(code);
  return type === null ? { enter: EVT.GENERIC_E, exit: EVT.GENERIC_X } : { enter: type, exit: type + 1 };
}

/**
 * System calls that the probe must record, one byte per number: those whose events the filter can accept, and those that
 * update the state.
 */
export function syscallInterest(filter: AcceptedEvents, needs: StateNeeds): Uint8Array {
  const { mask, codes } = filter;
  const demand: Demand = { canPass: (type) => mask[type] !== 0, onExit: registerConditions(filter), needs };
  const interest = new Uint8Array(SYSCALL_COUNT).fill(bitsOf(EVT.GENERIC_E, EVT.GENERIC_X, demand));
  for (const row of syscalls()) {
    const { enter, exit } = typesOf(row);
    const isKnown = enter !== EVT.GENERIC_E || codes[row.code] !== 0;
    interest[row.nr] = isKnown ? bitsOf(enter, exit, demand) : 0;
  }
  return interest;
}

/**
 * The filter's conditions on the registers of each system call, for its enter and its exit event. If the exit event may pass,
 * the enter event is also recorded; its condition leaves out the result, which is not known yet.
 */
function syscallConditions(filter: Pick<Filter, 'mask' | 'checked'>): Conditions {
  const program = new ConditionProgram();
  const enters = new Uint16Array(SYSCALL_COUNT);
  const exits = new Uint16Array(SYSCALL_COUNT);
  const pathArguments = new Uint8Array(SYSCALL_COUNT);
  const conditionOn = registerConditions(filter);
  const onType = (type: number): Condition => filter.mask[type] === 1 && conditionOn(type);
  for (const row of syscalls()) {
    const { nr } = row;
    const { enter, exit } = typesOf(row);
    const onExit = onType(exit);
    enters[nr] = program.add(group('or', [onType(enter), withoutResult(onExit)]));
    exits[nr] = program.add(onExit);
    pathArguments[nr] = 1 + (PATH_ARGUMENTS.get(exit) ?? NO_ARGUMENT);
  }
  const { steps, prefixes } = program;
  return { steps, enters, exits, pathArguments, prefixes };
}

/** The interest that the probe gets for a filter. */
export function interestOf(filter: Filter, needs: StateNeeds): Interest {
  return { calls: syscallInterest(filter, needs), conditions: syscallConditions(filter) };
}

/** Why the events of a system call are recorded: not at all, only for state, or for the filter. */
export const INTEREST = { NONE: 0, STATE: 1, FILTER: 2 } as const;

/** A system call, and why it is recorded. */
export interface CallInterest {
  readonly name: string;
  readonly interest: number;
  /** Whether its events are recorded only if the registers and the path of the call meet a condition… */
  readonly isConditional: boolean;
  /** …or if it opens a file. */
  readonly isOpen: boolean;
  /** Whether its enter events are recorded only with exit events that are. */
  readonly isHeld: boolean;
}

/** Why each of the system calls of this machine is recorded. */
export function callInterests(filter: Filter, needs: StateNeeds): readonly CallInterest[] {
  const interest = syscallInterest(filter, needs);
  const { enters, exits } = syscallConditions(filter);
  const { mask, codes } = filter;
  return syscalls().map((row) => {
    const { nr, name, code } = row;
    const { enter, exit } = typesOf(row);
    const canPass = enter === EVT.GENERIC_E ? codes[code] !== 0 : mask[enter] !== 0 || mask[exit] !== 0;
    const bits = interest[nr] as number;
    const isOpen = (bits & OPENS) !== 0;
    const isConditional = ((bits & STATE) === 0 || isOpen) && (enters[nr] !== 0 || exits[nr] !== 0);
    return {
      name,
      interest: interest[nr] === 0 ? INTEREST.NONE : canPass ? INTEREST.FILTER : INTEREST.STATE,
      isConditional,
      isOpen,
      isHeld: (bits & HOLD) !== 0,
    };
  });
}
