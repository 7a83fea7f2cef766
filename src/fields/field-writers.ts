// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { writeArgs, writeInfo } from '../render/args.js';
import { writeClock } from '../render/clock.js';
import type { RenderOptions } from '../render/options.js';
import { OutputTime } from '../render/time.js';
import type { Evt } from '../state/evt.js';
import type { FieldContext, WriteField } from './field.js';

type BindWriter = (context: FieldContext) => WriteField;

function bindArguments(write: (evt: Evt, options: RenderOptions, out: ByteText) => void): BindWriter {
  return ({ render }) =>
    (evt, out) => {
      write(evt, render, out);
      return true;
    };
}

/** Text fields of nearly every line, written without making a string of them first; the text is that of their extractors. */
export const FIELD_WRITERS: Readonly<Record<string, BindWriter>> = {
  'evt.args': bindArguments(writeArgs),
  'evt.info': bindArguments(writeInfo),
  'evt.time': () => (evt, out) => {
    writeClock(out, evt.view.tsHi, evt.view.tsLo);
    return true;
  },
  'evt.outputtime': ({ timeMode }) => {
    const time = new OutputTime(timeMode);
    return (evt, out) => {
      time.write(evt, out);
      return true;
    };
  },
};
