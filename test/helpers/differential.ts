import { writeFileSync } from 'node:fs';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import type { FieldDef } from '../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import type { Evt } from '../../src/state/evt.js';
import {
  ADDED_FIELDS,
  comparable,
  DIFFERENT_FIELDS,
  DISPUTED_FILTERS,
  differsAt,
  ENDS_REFERENCE,
  isErrorOfFd,
  isOfListener,
  LISTENER_FIELDS,
} from './differences.js';
import { compareFilteredCopy, compareWholeCopy } from './differential-copy.js';
import { Dice } from './event-samples.js';
import { walkEvents } from './event-walk.js';
import { firstDifference } from './first-difference.js';
import { displayOraclePath, type OracleOutput, runOracle } from './oracle.js';
import { RandomCalls } from './random-capture.js';
import { oldestBlock, randomHeaderBlocks } from './random-header.js';
import { randomMistake } from './random-mistake.js';
import { randomFilter, writtenField } from './random-query.js';
import { TIDS_UP } from './random-tasks.js';
import { sampleHeader } from './sample-machine.js';
import { capture, eventBlock } from './scap.js';
import { withoutNumbers } from './without-numbers.js';

const DEFAULT_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';
const WHOLE: FieldContext = { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 0, buffers: 'json' } };
const BETWEEN = '\x1e';
const END = '\x1f';
const FIRST_COLUMNS = ['evt.num', 'evt.type', 'evt.dir', 'fd.name'] as const;
const TYPE_COLUMN = FIRST_COLUMNS.indexOf('evt.type');
const NAME_COLUMN = FIRST_COLUMNS.indexOf('fd.name');
const EVENTS_A_CAPTURE = 800;
const FIELDS_A_ROUND = 40;
const FILTERS_A_ROUND = 6;
const MISTAKES_A_ROUND = 6;

const isSame = ({ name }: FieldDef): boolean => !DIFFERENT_FIELDS.has(name) && !ADDED_FIELDS.has(name);
const PRINTED = BUILT_IN_FIELDS.fields.filter((field) => !field.isFilterOnly && isSame(field));
/** Fields that change the reference's descriptor until the next event when they are read. */
const MOVES_FD = /^evt\.abspath/;
const FILTERED = BUILT_IN_FIELDS.fields.filter(
  (field) => !field.isStateful && isSame(field) && !LISTENER_FIELDS.has(field.name) && !MOVES_FD.test(field.name),
);

/** Writes the random capture of a seed, in the present form or an old one. Old forms have no annexes. */
export function writeRandomCapture(path: string, seed: number, hasAnnexes = true): void {
  const { events } = new RandomCalls(new Dice(2 * seed + 1), hasAnnexes).fill(EVENTS_A_CAPTURE);
  const dice = new Dice(7 * seed + 3);
  const block = dice.next(4) === 0 ? oldestBlock : eventBlock;
  writeFileSync(path, Buffer.concat([...randomHeaderBlocks(dice, sampleHeader(TIDS_UP)), ...events.map(block)]));
}

/** Writes a capture in which threads use single numbers for one descriptor after the other. */
export function writeReusedNumbers(path: string, seed: number): void {
  const { events } = new RandomCalls(new Dice(2 * seed + 1)).fillWithReuse(EVENTS_A_CAPTURE);
  writeFileSync(path, capture(events.map(eventBlock), sampleHeader(TIDS_UP)));
}

async function printed(path: string, emit: (evt: Evt) => string | null, filter?: Filter): Promise<string> {
  let text = '';
  const each = (evt: Evt): void => {
    const line = emit(evt);
    if (line !== null) text += `${line}\n`;
  };
  await walkEvents(path, filter === undefined ? { each } : { each, filter });
  return text;
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

async function compareLines(path: string, { lines }: OracleOutput): Promise<string[]> {
  return firstDifference(await defaultLines(path), lines);
}

async function defaultLines(path: string): Promise<string[]> {
  return linesOf(await printed(path, compileFormat(DEFAULT_FORMAT, DEFAULT_FIELD_CONTEXT)));
}

async function compareJson(path: string): Promise<string[]> {
  const ours = await printed(path, compileJson(DEFAULT_FORMAT, WHOLE));
  return firstDifference(linesOf(ours), runOracle(path, ['-j']).lines);
}

function rowsOf(text: string): string[][] {
  return text
    .split(`${END}\n`)
    .slice(0, -1)
    .map((row) => row.split(BETWEEN));
}

async function compareFields(path: string, dice: Dice): Promise<string[]> {
  const names = Array.from({ length: FIELDS_A_ROUND }, () => writtenField(dice, dice.pick(PRINTED))).filter(
    (name): name is string => name !== null && !ENDS_REFERENCE.has(name),
  );
  const columns = [
    ...FIRST_COLUMNS,
    ...new Set(names.sort((a, b) => Number(MOVES_FD.test(a)) - Number(MOVES_FD.test(b)))),
  ];
  const format = `*${columns.map((name) => `%${name}`).join(BETWEEN)}${END}`;
  const ours = rowsOf(await printed(path, compileFormat(format, DEFAULT_FIELD_CONTEXT)));
  const { lines, status, stderr } = runOracle(path, ['-p', format]);
  if (status !== 0) return [`the reference does not print ${columns.join(' ')}: ${stderr}`];
  const theirs = rowsOf(`${lines.join('\n')}\n`);
  const differing = new Map<string, string>();
  ours.forEach((row, i) => {
    row.forEach((value, column) => {
      const name = columns[column] as string;
      const other = theirs[i]?.[column];
      if (value === other || differing.has(name) || differsAt(row[TYPE_COLUMN] as string, name)) return;
      if (isOfListener(name, other, row[NAME_COLUMN] as string) || isErrorOfFd(name, value, other)) return;
      differing.set(
        name,
        `%${name} at ${row.slice(0, FIRST_COLUMNS.length).join(' ')}: ours ${value}, theirs ${other}`,
      );
    });
  });
  return [...differing.values()];
}

/** Both reject a filter, both accept it, or the difference is a known one. */
function compareRejection(filter: string, theirs: OracleOutput, ourError: string | null): string[] {
  const areAgreed = (theirs.status !== 0) === (ourError !== null);
  const isKnown = DISPUTED_FILTERS.some(({ isOurs, message }) =>
    message.test(isOurs ? (ourError ?? '') : theirs.stderr),
  );
  if (areAgreed || isKnown) return [];
  return [`filter ${filter}: ours ${ourError ?? 'accepts it'}, theirs ${theirs.stderr.trim() || 'accepts it'}`];
}

async function compareFilter(path: string, filter: string): Promise<string[]> {
  const theirs = runOracle(path, ['-f', filter, '-p', '*%evt.num %evt.type'], displayOraclePath());
  let compiled: Filter;
  try {
    compiled = compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  } catch (error) {
    return compareRejection(filter, theirs, String(error));
  }
  if (theirs.status !== 0) return compareRejection(filter, theirs, null);
  const ours = await printed(path, compileFormat('*%evt.num %evt.type', DEFAULT_FIELD_CONTEXT), compiled);
  return firstDifference(linesOf(ours), theirs.lines).map((difference) => `filter ${filter}:\n${difference}`);
}

/** Differences of copies; `theirs` is the reference's output for the original. */
async function compareCopies(path: string, theirs: OracleOutput, filter: string): Promise<string[]> {
  const copy = `${path}.copy`;
  const differences = await compareWholeCopy(path, copy, theirs);
  const filtered = await compareFilteredCopy(path, copy, filter);
  if (filtered === null) return differences;
  const ours = withoutNumbers(await defaultLines(copy));
  const lines = firstDifference(ours, withoutNumbers(runOracle(copy).lines)).map(
    (text) => `copy filtered with ${filter}:\n${text}`,
  );
  return [...differences, ...filtered, ...lines];
}

/** A filter with the same meaning for both. */
function alike(make: () => string): string {
  for (;;) {
    const filter = comparable(make());
    if (filter !== null) return filter;
  }
}

/** A filter that we accept. */
function acceptable(make: () => string): string {
  for (;;) {
    const filter = make();
    try {
      compileFilter(filter, DEFAULT_FIELD_CONTEXT);
      return filter;
    } catch {
      // try the next one
    }
  }
}

/** All differences between how we and the reference read the capture of a seed. */
export async function compareSeed(path: string, seed: number): Promise<string[]> {
  writeRandomCapture(path, seed, false);
  const theirs = runOracle(path);
  // the reference stops reading at some values that it takes for damage
  if (theirs.status !== 0) return [`the reference does not read it to its end: ${theirs.stderr}`];
  const dice = new Dice(seed * 31 + 7);
  const filter = (): string => alike(() => randomFilter(dice, FILTERED));
  const mistake = (): string => alike(() => randomMistake(dice, FILTERED));
  const differences = [
    ...(await compareLines(path, theirs)),
    ...(await compareJson(path)),
    ...(await compareFields(path, dice)),
  ];
  for (let i = 0; i < FILTERS_A_ROUND; i++) differences.push(...(await compareFilter(path, filter())));
  for (let i = 0; i < MISTAKES_A_ROUND; i++) differences.push(...(await compareFilter(path, mistake())));
  differences.push(...(await compareCopies(path, theirs, acceptable(filter))));
  return differences;
}
