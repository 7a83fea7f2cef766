import type { FieldContext } from '../../fields/field-context.js';
import { OutputTime } from '../../render/time.js';
import type { Emit } from '../line.js';
import { Sentences } from './sentence.js';

/** Compiles -T words: number, time and a sentence for each call that has ended. */
export function compileWords(context: FieldContext): Emit {
  const sentences = new Sentences(context);
  const time = new OutputTime(context.timeMode);
  return (evt, out) => {
    const sentence = sentences.of(evt);
    if (sentence === null) return false;
    out.addDecimal(evt.num);
    out.addText(` ${time.render(evt)} ${sentence}.`);
    return true;
  };
}
