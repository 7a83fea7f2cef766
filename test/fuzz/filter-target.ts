import { TextError } from '../../src/errors.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter, formatTextError } from '../../src/filter/filter.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';

const EVT = new Evt(new SystemState());

/** Compiles bytes as a filter and evaluates it once. Throws any error that is not an expected one. */
export function fuzz(data: Buffer): void {
  const text = data.toString('latin1');
  try {
    compileFilter(text, DEFAULT_FIELD_CONTEXT).test(EVT);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    if (!(error.pos >= 0 && error.pos <= text.length)) throw new Error(`position ${error.pos} is not in the text`);
    formatTextError(error);
  }
}
