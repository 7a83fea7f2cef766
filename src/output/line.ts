// HOT: once per printed event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { Chunk } from '../bytes/chunk.js';
import { maskControls } from '../bytes/mask.js';
import { isGenericType } from '../fields/event-kind.js';
import type { WriteField } from '../fields/field.js';
import type { FieldUse } from '../filter/operand.js';
import type { EventDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { rememberByThread } from './thread-text.js';

/** Adds the text of an event, without a line end; false, and nothing added, for an event that is not printed. */
export type Emit = (evt: Evt, out: ByteText) => boolean;

/** Text that is copied (a byte string), then a field. */
export interface LinePart {
  readonly before: string;
  readonly use: FieldUse;
  readonly write: WriteField;
  /** Text for a field that the event lacks; null if such an event is not printed. */
  readonly missing: string | null;
  /** Whether control characters in what is written are masked. */
  readonly isMasked: boolean;
}

/** A part that is written event by event. */
interface Step {
  readonly before: Chunk;
  readonly write: WriteField;
  readonly missing: Chunk | null;
  readonly isMasked: boolean;
}

/** How events of one type are written. */
interface Plan {
  readonly steps: readonly Step[];
  readonly after: Chunk;
}

const scratch = new ByteText();

/** Compiles a line of parts with text behind them. What all events of a type have in common is written only once. */
export function compileLine(parts: readonly LinePart[], after: string): Emit {
  const joined = joinThreadParts(parts);
  const plans: (Plan | undefined)[] = EVENTS.map(() => undefined);
  return (evt, out) => {
    const { type } = evt.view;
    let plan = plans[type];
    if (plan === undefined) {
      plan = planFor(evt, joined, after);
      plans[type] = plan;
    }
    const start = out.length;
    if (!writeSteps(plan.steps, evt, out)) {
      out.length = start;
      return false;
    }
    out.addChunk(plan.after);
    return true;
  };
}

function writeSteps(steps: readonly Step[], evt: Evt, out: ByteText): boolean {
  for (let i = 0; i < steps.length; i++) {
    const { before, write, missing, isMasked } = steps[i] as Step;
    out.addChunk(before);
    const start = out.length;
    if (write(evt, out)) {
      if (isMasked) maskControls(out, start);
      continue;
    }
    if (missing === null) return false;
    out.addChunk(missing);
  }
  return true;
}

function stepOf({ before, write, missing, isMasked }: LinePart): Step {
  return { before: Chunk.ofText(before), write, missing: missing === null ? null : Chunk.ofText(missing), isMasked };
}

/** Makes one part of those that depend on nothing but the thread and follow one another. */
// COLD: once per format
function joinThreadParts(parts: readonly LinePart[]): LinePart[] {
  const joined: LinePart[] = [];
  let run: LinePart[] = [];
  const endRun = (): void => {
    const [first] = run;
    if (first !== undefined) joined.push(run.length === 1 ? first : joinRun(first, run));
    run = [];
  };
  for (const part of parts) {
    if (part.use.def.isOfThread) {
      run.push(part);
      continue;
    }
    endRun();
    joined.push(part);
  }
  endRun();
  return joined;
}

// COLD: once per format
function joinRun(first: LinePart, run: readonly LinePart[]): LinePart {
  const steps = run.map((part, i) => stepOf(i === 0 ? { ...part, before: '' } : part));
  return {
    ...first,
    write: rememberByThread((evt, out) => writeSteps(steps, evt, out)),
    missing: null,
    isMasked: false,
  };
}

// COLD: once per event type
function planFor(evt: Evt, parts: readonly LinePart[], after: string): Plan {
  const steps: Step[] = [];
  let text = '';
  for (const part of parts) {
    const before = text + part.before;
    const constant = findConstant(part, evt);
    if (constant === null) steps.push(stepOf({ ...part, before }));
    text = constant === null ? '' : before + constant;
  }
  return { steps, after: Chunk.ofText(text + after) };
}

/** The text of a part for all events of the event's type; null if it depends on the event, or hides it. */
function findConstant({ use, write, missing }: LinePart, evt: Evt): string | null {
  const { type } = evt.view;
  const { def, arg } = use;
  if (def.ofKind === undefined || def.isStateful || isGenericType(type)) return null;
  if (def.ofKind({ def: EVENTS[type] as EventDef, code: -1 }, arg) === undefined) return null;
  scratch.length = 0;
  return write(evt, scratch) ? scratch.toText() : missing;
}
