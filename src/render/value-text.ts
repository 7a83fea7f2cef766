// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import type { WriteValue } from './param.js';
import type { Value } from './value.js';

/** How values of a parameter are written if they have a certain type. */
export interface ValuePlan {
  /** Exact byte size, 0 for types of varying length. */
  readonly width: number;
  /** Whether a missing value is written "<NA>"; otherwise "NULL". */
  readonly isText: boolean;
  readonly isBuffer: boolean;
  /** Whether zero bytes are a value: true after the tag of a `dyn` value, unlike in an empty parameter. */
  readonly mayBeEmpty: boolean;
  readonly raw: WriteValue;
  /** Resolved form of the value; null if values of the type have none. */
  readonly resolved: WriteValue | null;
}

const ELLIPSIS = '...';
const OPEN = 40;
const CLOSE = 41;
const NULL_TEXT = '(NULL)';

/** Whether the current value can be read: values of fixed types must have their exact size (SCAP-FORMAT.md#parameter-sizes). */
function isWhole(plan: ValuePlan, value: Value): boolean {
  return plan.width === 0 ? value.length > 0 : value.hasSize(plan.width);
}

/** A buffer as plain text is cut to `maxLength` bytes, the last three of them "..."; in the other modes it is never cut. */
function writeBuffer(plan: ValuePlan, value: Value, out: ByteText): void {
  const { maxLength, buffers } = value.options;
  if (buffers !== 'normal' || maxLength === 0 || value.length <= maxLength) {
    plan.raw(value, out);
    return;
  }
  value.length = maxLength - ELLIPSIS.length;
  plan.raw(value, out);
  out.addText(ELLIPSIS);
}

/** Whether the text written from `start` on is a placeholder for a missing value. */
function isNullText(out: ByteText, start: number): boolean {
  return out.length - start === NULL_TEXT.length && out.bytes[start] === OPEN && out.toText(start) === NULL_TEXT;
}

/** Writes the raw value (`3`), or the placeholder for a missing one. */
export function writeRaw(plan: ValuePlan, value: Value, out: ByteText): void {
  const start = out.length;
  if (!isWhole(plan, value) && !(plan.mayBeEmpty && value.length === 0)) out.addText(plan.isText ? '<NA>' : 'NULL');
  else if (plan.isBuffer) writeBuffer(plan, value, out);
  else plan.raw(value, out);
  if (!plan.isText || !isNullText(out, start)) return;
  out.length = start;
  out.addText('<NA>');
}

/** Writes the resolved value (`<f>/etc/passwd`), or nothing. */
export function writeResolved(plan: ValuePlan, value: Value, out: ByteText): void {
  if (plan.resolved !== null && isWhole(plan, value)) plan.resolved(value, out);
}

/** Writes the raw value and, in parentheses, its resolved form. */
export function writeBoth(plan: ValuePlan, value: Value, out: ByteText): void {
  writeRaw(plan, value, out);
  if (plan.resolved === null) return;
  const start = out.length;
  out.addByte(OPEN);
  writeResolved(plan, value, out);
  if (out.length === start + 1) out.length = start;
  else out.addByte(CLOSE);
}
