// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { Chunk } from '../bytes/chunk.js';
import { writeArgs, writeInfo } from '../render/args.js';
import { writeClock } from '../render/clock.js';
import type { RenderOptions } from '../render/options.js';
import { OutputTime } from '../render/time.js';
import { isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { isGenericType } from './event-kind.js';
import { eventName } from './event-name.js';
import type { FieldOptions, WriteField } from './field.js';

type BindWriter = (options: FieldOptions) => WriteField;

function bindArguments(write: (evt: Evt, options: RenderOptions, out: ByteText) => void): BindWriter {
  return ({ render }) =>
    (evt, out) => {
      write(evt, render, out);
      return true;
    };
}

const LESS = 60;
const GREATER = 62;
const TYPE_NAMES: (Chunk | undefined)[] = EVENTS.map(() => undefined);

/** Name of an event type; made when the first event of the type is written. */
function typeName(type: number): Chunk {
  let name = TYPE_NAMES[type];
  if (name === undefined) {
    name = Chunk.ofText(EVENTS[type]?.name ?? '');
    TYPE_NAMES[type] = name;
  }
  return name;
}

const writeEventName: WriteField = (evt, out) => {
  const { type } = evt.view;
  if (isGenericType(type) || type === EVT.ASYNCEVENT_E) out.addText(eventName(evt));
  else out.addChunk(typeName(type));
  return true;
};

/** Writers for fields of nearly every line, which avoid an intermediate string; the text equals that of their extractors. */
export const FIELD_WRITERS: Readonly<Record<string, BindWriter>> = {
  'evt.num': () => (evt, out) => {
    out.addDecimal(evt.num);
    return true;
  },
  'evt.cpu': () => (evt, out) => {
    out.addDecimal(evt.view.cpu);
    return true;
  },
  'evt.dir': () => (evt, out) => {
    out.addByte(isExitType(evt.view.type) ? LESS : GREATER);
    return true;
  },
  'evt.type': () => writeEventName,
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
