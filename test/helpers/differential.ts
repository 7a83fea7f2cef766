import { writeFileSync } from 'node:fs';
import { DEFAULT_FIELD_CONTEXT, type FieldContext, type FieldDef } from '../../src/fields/field.js';
import { FIELDS } from '../../src/fields/registry.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import type { Evt } from '../../src/state/evt.js';
import { Dice } from './event-samples.js';
import { walkEvents } from './event-walk.js';
import { runOracle } from './oracle.js';
import { RandomCalls } from './random-capture.js';
import { randomFilter, writtenField } from './random-query.js';
import { DIFFERENT_FIELDS, STOPS, UNSETTLED_FIELDS } from './reference-quirks.js';
import { sampleHeader } from './sample-machine.js';
import { capture, eventBlock } from './scap.js';

const DEFAULT_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';
const WHOLE: FieldContext = { render: { maxLength: 0, buffers: 'json' }, timeMode: 'h' };
const BETWEEN = '\x1e';
const END = '\x1f';
const EVENTS_A_CAPTURE = 800;
const FIELDS_A_ROUND = 40;
const FILTERS_A_ROUND = 6;

const isSettled = ({ name }: FieldDef): boolean =>
  DIFFERENT_FIELDS[name] === undefined && UNSETTLED_FIELDS[name] === undefined;
const PRINTED = FIELDS.filter((field) => !field.isFilterOnly && isSettled(field));
/** Whoever asks the reference for these has another descriptor afterwards, until the next event. */
const MOVES_FD = /^evt\.abspath/;
const FILTERED = FIELDS.filter((field) => !field.isStateful && isSettled(field) && !MOVES_FD.test(field.name));

/** Writes the random capture of a seed. */
export function writeRandomCapture(path: string, seed: number): void {
  const { events } = new RandomCalls(new Dice(2 * seed + 1)).fill(EVENTS_A_CAPTURE);
  writeFileSync(path, capture(events.map(eventBlock), sampleHeader()));
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

/** First line of two texts that is not the same. */
function firstDifference(ours: string, theirs: readonly string[]): string[] {
  const lines = ours.split('\n').slice(0, -1);
  const at = Array.from({ length: Math.max(lines.length, theirs.length) }, (_, i) => i).find(
    (i) => lines[i] !== theirs[i],
  );
  return at === undefined ? [] : [`ours   ${lines[at]}\ntheirs ${theirs[at]}`];
}

async function compareLines(path: string): Promise<string[]> {
  const ours = await printed(path, compileFormat(DEFAULT_FORMAT, DEFAULT_FIELD_CONTEXT));
  return firstDifference(ours, runOracle(path).lines);
}

async function compareJson(path: string): Promise<string[]> {
  const ours = await printed(path, compileJson(DEFAULT_FORMAT, WHOLE));
  return firstDifference(ours, runOracle(path, ['-j']).lines);
}

function rowsOf(text: string): string[][] {
  return text
    .split(`${END}\n`)
    .slice(0, -1)
    .map((row) => row.split(BETWEEN));
}

async function compareFields(path: string, dice: Dice): Promise<string[]> {
  const names = Array.from({ length: FIELDS_A_ROUND }, () => writtenField(dice, dice.pick(PRINTED))).filter(
    (name): name is string => name !== null && !STOPS.test(name),
  );
  const columns = [
    'evt.num',
    'evt.type',
    'evt.dir',
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
      if (value === theirs[i]?.[column] || differing.has(name)) return;
      differing.set(name, `%${name} at ${row.slice(0, 3).join(' ')}: ours ${value}, theirs ${theirs[i]?.[column]}`);
    });
  });
  return [...differing.values()];
}

async function compareFilter(path: string, filter: string): Promise<string[]> {
  const theirs = runOracle(path, ['-f', filter, '-p', '*%evt.num %evt.type']);
  let compiled: Filter;
  try {
    compiled = compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  } catch (error) {
    return theirs.status === 0 ? [`filter ${filter}: refused here: ${String(error)}`] : [];
  }
  if (theirs.status !== 0) return [];
  const ours = await printed(path, compileFormat('*%evt.num %evt.type', DEFAULT_FIELD_CONTEXT), compiled);
  return firstDifference(ours, theirs.lines).map((difference) => `filter ${filter}:\n${difference}`);
}

/** The reference stops reading at some values that it takes for damage. */
function checkReading(path: string): string[] {
  const { status, stderr } = runOracle(path, ['-q']);
  return status === 0 ? [] : [`the reference does not read it to its end: ${stderr}`];
}

/** Everything in which the capture of a seed is read unlike the reference reads it. */
export async function compareSeed(path: string, seed: number): Promise<string[]> {
  writeRandomCapture(path, seed);
  const damage = checkReading(path);
  if (damage.length > 0) return damage;
  const dice = new Dice(seed * 31 + 7);
  const differences = [
    ...(await compareLines(path)),
    ...(await compareJson(path)),
    ...(await compareFields(path, dice)),
  ];
  for (let i = 0; i < FILTERS_A_ROUND; i++)
    differences.push(...(await compareFilter(path, randomFilter(dice, FILTERED as readonly FieldDef[]))));
  return differences;
}
