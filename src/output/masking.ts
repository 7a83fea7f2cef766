import { withoutControls } from '../bytes/masked-text.js';
import type { FieldContext } from '../fields/field-context.js';

/** What makes text from events (byte string) part of a line: masks its control characters, unless it is to be shown as it is. */
export function maskOf({ isMasked }: Pick<FieldContext, 'isMasked'>): (text: string) => string {
  return isMasked ? withoutControls : (text) => text;
}
