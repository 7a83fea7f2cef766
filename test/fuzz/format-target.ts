import { TextError } from '../../src/errors.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { compileColumns } from '../../src/output/columns.js';
import { compileFormat, emittedText, expandEscapes } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';

const EVT = new Evt(new SystemState());

function compileColumn(field: string, context: FieldContext): ReturnType<typeof compileFormat> {
  return emittedText(compileColumns({ fields: [field], separator: ',', quote: '"' }, context));
}

/** Compiles bytes as an output format and prints one event with it. Throws any error that is not an expected one. */
export function fuzz(data: Buffer): void {
  const text = expandEscapes(data.toString('latin1'));
  for (const compile of [compileFormat, compileJson, compileColumn]) {
    try {
      compile(text, DEFAULT_FIELD_CONTEXT)(EVT);
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
      if (!(error.pos >= 0 && error.pos <= text.length)) throw new Error(`position ${error.pos} is not in the text`);
    }
  }
}
