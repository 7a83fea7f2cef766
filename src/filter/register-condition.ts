import { isDeepStrictEqual } from 'node:util';
import { findParam } from '../decode/param-index.js';
import type { Fetch } from '../schema/bodies/fetch.js';
import { PLAIN_BODIES } from '../schema/bodies/plain-bodies.js';
import { callFetch } from '../schema/calls/call-fetch.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { isExitType } from '../schema/event.js';
import { EVENTS, type EventCode, FIRST_CALL_TYPE } from '../schema/events.js';
import { isSignedType, PARAM_TYPES } from '../schema/param-types.js';
import { ENTER_FD, EXIT_FD_ALWAYS, HAS_EXIT } from '../state/binding.js';
import type { Checked, CheckedTest } from './check.js';
import { outcomeOf } from './event-mask.js';
import type { Filter } from './filter.js';
import type { Literal } from './literals.js';
import type { OperatorName } from './operators.js';
import { withNearNegations } from './part-of.js';
import { type PathCondition, pathConditions } from './path-condition.js';
import { eventTypeSet } from './type-set.js';

/** Where a number is at the enter or exit of a system call: an argument (0 to 5), or the result. */
export const RESULT = 6;
/** In place of an argument: the time since the enter event, if that was held (native/ebpf/held_enter.bpf.h). */
export const LATENCY = 8;

/** A number of a call: its register, and how many of its bits count. */
export interface Word {
  readonly source: number;
  readonly bits: number;
  readonly isSigned: boolean;
}

/** How a word must compare with a value: any of these, added up. */
export const RELATION = { LESS: 1, EQUAL: 2, GREATER: 4 } as const;

/** A condition on the registers of a call, or on its path; true or false if it does not depend on them. */
export type Condition =
  | boolean
  | { readonly kind: 'compare'; readonly word: Word; readonly relation: number; readonly value: bigint }
  | PathCondition
  | { readonly kind: 'and' | 'or'; readonly children: readonly Condition[] };

const RELATIONS: Partial<Readonly<Record<OperatorName, number>>> = {
  '=': RELATION.EQUAL,
  in: RELATION.EQUAL,
  '!=': RELATION.LESS | RELATION.GREATER,
  '<': RELATION.LESS,
  '<=': RELATION.LESS | RELATION.EQUAL,
  '>': RELATION.GREATER,
  '>=': RELATION.GREATER | RELATION.EQUAL,
};
const ANY = RELATION.LESS | RELATION.EQUAL | RELATION.GREATER;
const ERRORS: ReadonlyMap<string, number> = new Map(
  Object.entries(ERRNO_NAMES).map(([number, name]) => [name, Number(number)]),
);

/** Operators that compare text with a list of texts. */
const AS_TEXT: ReadonlySet<OperatorName> = new Set(['=', '!=', 'in']);

const OF_RESULT: ReadonlySet<string> = new Set(['evt.rawres', 'evt.failed', 'evt.res']);
/** Fields that every exit event of a system call has, so that a negation can be decided. */
const OF_EXIT: ReadonlySet<string> = new Set([...OF_RESULT, 'evt.latency']);

/**
 * What a filter requires of the registers when a call is recorded as an event of a type: a condition that holds whenever
 * the filter accepts the event.
 */
export function registerConditions({ checked }: Pick<Filter, 'checked'>): (type: number) => Condition {
  return checked === null ? () => true : conditionsOf(withNearNegations(checked));
}

function conditionsOf(node: Checked): (type: number) => Condition {
  if (node.kind === 'test' || node.kind === 'not') return ofTest(node);
  const children = node.children.map(conditionsOf);
  return (type) =>
    group(
      node.kind,
      children.map((child) => child(type)),
    );
}

/** Whether two conditions are the same comparison of a path: the tests of both paths of a call that opens one are. */
const isSamePath = (a: Condition, b: Condition): boolean =>
  typeof a === 'object' && a.kind === 'path' && isDeepStrictEqual(a, b);

/** A group without the conditions that decide nothing. */
export function group(kind: 'and' | 'or', all: readonly Condition[]): Condition {
  const decisive = kind === 'or';
  if (all.includes(decisive)) return decisive;
  const children = all.filter(
    (child, i) => child !== !decisive && !all.slice(0, i).some((earlier) => isSamePath(earlier, child)),
  );
  return children.length === 0 ? !decisive : children.length === 1 ? (children[0] as Condition) : { kind, children };
}

/** Whether a word is known only at the end of the call. */
const isOfExit = ({ source }: Word): boolean => source === RESULT || source === LATENCY;

/** The part of a condition that can be decided when the call begins. */
export function withoutResult(condition: Condition): Condition {
  if (typeof condition === 'boolean') return condition;
  if (condition.kind === 'path') return condition;
  if (condition.kind === 'compare') return isOfExit(condition.word) || condition;
  return group(condition.kind, condition.children.map(withoutResult));
}

/** Whether a condition depends on how the call ends. */
export function needsExit(condition: Condition): boolean {
  if (typeof condition === 'boolean' || condition.kind === 'path') return false;
  if (condition.kind === 'compare') return isOfExit(condition.word);
  return condition.children.some(needsExit);
}

function ofTest(node: Checked): (type: number) => Condition {
  const outcome = outcomeOf(node);
  const canHold = eventTypeSet(outcome.canHold);
  const canFail = eventTypeSet(outcome.canFail);
  return (type) => {
    if (canHold[type] === 0) return false;
    return canFail[type] === 0 || ofRegisters(node, type);
  };
}

/** The condition of a test that the event type does not decide. */
function ofRegisters(node: Checked, type: number): Condition {
  const test = node.kind === 'not' ? node.child : node;
  if (test.kind !== 'test' || test.right !== null || test.left.transformers.length > 0) return true;
  const isNegated = node.kind === 'not';
  const paths = pathConditions(test, type, isNegated);
  if (paths !== null) return group(isNegated ? 'and' : 'or', paths);
  // an unknown descriptor or argument passes a negation
  if (isNegated && !OF_EXIT.has(test.left.def.name)) return true;
  return compare(test, type, isNegated);
}

function compare(test: CheckedTest, type: number, isNegated: boolean): Condition {
  if (isOnlyAppended(test, type)) return false;
  const relation = RELATIONS[test.operator];
  const word = wordOf(test, type);
  const isText = test.left.def.name === 'evt.res';
  if (relation === undefined || word === null || (isText && !AS_TEXT.has(test.operator))) return true;
  const each = test.literals.map((literal) => compareOne(test.left.def.name, { word, relation }, literal));
  if (each.includes(true)) return true;
  if (!isNegated) return group('or', each);
  return group('and', each.map(contrary));
}

function contrary(condition: Condition): Condition {
  if (typeof condition === 'boolean' || condition.kind !== 'compare') return true;
  return { ...condition, relation: ANY & ~condition.relation };
}

function compareOne(name: string, { word, relation }: { word: Word; relation: number }, literal: Literal): Condition {
  if (name === 'evt.latency' && (relation & RELATION.EQUAL) === relation) return true;
  if (name === 'evt.failed') return { kind: 'compare', word, ...failure(literal === (relation === RELATION.EQUAL)) };
  if (name === 'evt.res') return compareError({ word, relation }, String(literal));
  if (typeof literal !== 'bigint' && !Number.isSafeInteger(literal)) return true;
  return { kind: 'compare', word, relation, value: BigInt(literal as number | bigint) };
}

const failure = (isFailed: boolean) => ({
  relation: isFailed ? RELATION.LESS : RELATION.EQUAL | RELATION.GREATER,
  value: 0n,
});

function compareError({ word, relation }: { word: Word; relation: number }, name: string): Condition {
  const error = ERRORS.get(name);
  if (error !== undefined) return { kind: 'compare', word, relation, value: BigInt(-error) };
  return name === 'SUCCESS' ? { kind: 'compare', word, ...failure(relation !== RELATION.EQUAL) } : true;
}

/** Whether a test is about a parameter that only newer libraries record: the probe never does. */
function isOnlyAppended({ left }: CheckedTest, type: number): boolean {
  return left.def.name === 'evt.rawarg' && findParam(type, left.arg ?? '') >= (EVENTS[type]?.params.length ?? 0);
}

/** The word with the value of a field in events of a type; null if none is known. */
function wordOf({ left }: CheckedTest, type: number): Word | null {
  const { name } = left.def;
  if (OF_RESULT.has(name)) return resultWord(type);
  if (name === 'evt.latency') return latencyWord(type);
  if (name === 'fd.num') return fdWord(type);
  if (name === 'evt.rawarg' && left.arg !== null) return paramWord(type, findParam(type, left.arg));
  return null;
}

function fdWord(type: number): Word | null {
  const own = EXIT_FD_ALWAYS[type] as number;
  if (own >= 0) return paramWord(type, own);
  const enter = type & ~1;
  return paramWord(enter, ENTER_FD[enter] as number);
}

function resultWord(type: number): Word | null {
  const first = EVENTS[type]?.params[0];
  if (!isExitType(type) || first === undefined || (first.name !== 'res' && first.name !== 'fd')) return null;
  return { source: RESULT, bits: PARAM_TYPES[first.type].width === 4 ? 32 : 64, isSigned: true };
}

/** The kernel measures the latency a little before the exit event gets its time. */
function latencyWord(type: number): Word | null {
  return isExitType(type) && HAS_EXIT[type - 1] === 1 ? { source: LATENCY, bits: 64, isSigned: false } : null;
}

/** Where the probe gets a parameter from; undefined if that is not known. */
function fetchOf(type: number, index: number): Fetch | undefined {
  if (type >= FIRST_CALL_TYPE) return callFetch(type - FIRST_CALL_TYPE, index);
  return PLAIN_BODIES[EVENTS[type]?.code as EventCode]?.[index];
}

function paramWord(type: number, index: number): Word | null {
  const def = EVENTS[type];
  const param = def?.params[index];
  const fetch = fetchOf(type, index);
  if (param === undefined || fetch?.kind !== 'arg') return null;
  if (fetch.as === 'int') return { source: fetch.n, bits: 32, isSigned: true };
  return { source: fetch.n, bits: PARAM_TYPES[param.type].width * 8, isSigned: isSignedType(param.type) };
}
