// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { DEFAULT_RENDER_OPTIONS } from '../../render/options.js';
import { isThere } from '../../render/typed-value.js';
import { Value } from '../../render/value.js';
import type { Evt } from '../../state/evt.js';
import { type Argument, type ArgumentPlan, argumentPlan, type Reading } from './argument-plan.js';
import { writeText } from './text.js';

const OPENING = Chunk.ofText(',"args":{');
const RESOLVED = Chunk.ofText(',"resolved":{');
const TRUNCATED = Chunk.ofText(',"truncated":[');
const NULL = Chunk.ofText('null');
const COMMA = 44;
const COLON = 58;
const CLOSE = 125;
const CLOSE_LIST = 93;

const value = new Value();

/** Moves `value` to an argument and returns how it is read; null for a `dyn` value with an unknown tag. */
function moveTo({ index, reading, alternatives }: Argument): Reading | null {
  value.move(index);
  if (alternatives === null || value.length === 0) return reading;
  return alternatives[value.takeTag()] ?? null;
}

/** Makes an event the one whose arguments are written. */
export function enterArguments(evt: Evt): void {
  value.enter(evt, DEFAULT_RENDER_OPTIONS);
}

/** Writes the value of an argument of the event that was entered last. */
export function writeArgument(argument: Argument, out: ByteText): void {
  const reading = moveTo(argument);
  if (reading !== null && isThere(value, reading)) reading.write(value, out);
  else out.addChunk(NULL);
}

/** Writes the members for the event's arguments: `args`, and `resolved` and `truncated` unless they are empty. */
export function writeArguments(evt: Evt, out: ByteText): void {
  const { type, paramCount } = evt.view;
  const plan = argumentPlan(type);
  enterArguments(evt);
  out.addChunk(OPENING);
  for (let i = 0; i < paramCount; i++) {
    const argument = plan.all[i] as Argument;
    out.addChunk(argument.label);
    writeArgument(argument, out);
  }
  out.addByte(CLOSE);
  writeResolved(plan, out);
  writeTruncated(plan, out);
}

/** Writes what arguments stand for, by their names. */
function writeResolved({ resolved }: ArgumentPlan, out: ByteText): void {
  const start = out.length;
  for (let i = 0; i < resolved.length; i++) {
    const argument = resolved[i] as (typeof resolved)[number];
    value.move(argument.index);
    const meaning = isThere(value, argument.reading) ? argument.resolve(value) : '';
    if (meaning === '') continue;
    if (out.length === start) out.addChunk(RESOLVED);
    else out.addByte(COMMA);
    out.addChunk(argument.name);
    out.addByte(COLON);
    writeText(out, meaning);
  }
  if (out.length > start) out.addByte(CLOSE);
}

/** Writes the names of arguments of which the capture does not hold all. */
function writeTruncated({ cut }: ArgumentPlan, out: ByteText): void {
  const start = out.length;
  for (let i = 0; i < cut.length; i++) {
    const argument = cut[i] as (typeof cut)[number];
    value.move(argument.index);
    if (!argument.isCut(value)) continue;
    if (out.length === start) out.addChunk(TRUNCATED);
    else out.addByte(COMMA);
    out.addChunk(argument.name);
  }
  if (out.length > start) out.addByte(CLOSE_LIST);
}
