// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { Extract, FieldValue, WriteField } from '../fields/field.js';
import { isMissing } from '../filter/operand.js';
import type { ValueText } from './format-value.js';

/** Writes what an extractor finds. */
export function writeValue(extract: Extract, text: ValueText): WriteField {
  if (text === String) return writeNumber(extract);
  return (evt, out) => {
    const value = extract(evt);
    if (isMissing(value)) return false;
    out.addText(text(value as NonNullable<FieldValue>));
    return true;
  };
}

/** Writes numbers as they are; they need no string on their way. */
function writeNumber(extract: Extract): WriteField {
  return (evt, out) => {
    const value = extract(evt);
    if (isMissing(value)) return false;
    if (Number.isSafeInteger(value)) out.addDecimal(value as number);
    else out.addText(String(value));
    return true;
  };
}
