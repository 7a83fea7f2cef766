import { type EventHead, encodeEvent } from '../scap/encode-event.js';
import { emptyValue } from '../scap/made-up-enter.js';
import { EVENTS, EVT, type EventCode } from '../schema/events.js';

/** The caller and time of hidden events. */
export type Caller = Pick<EventHead, 'tid' | 'tsHi' | 'tsLo'>;

/** Values of parameters, by name. */
export type Values = Readonly<Record<string, Buffer>>;

function encode(caller: Caller, type: number, values: Values): Buffer {
  const params = (EVENTS[type]?.params ?? []).map(({ name, type: kind }) => values[name] ?? emptyValue(kind));
  return encodeEvent({ ...caller, type, isHidden: true }, params);
}

/** Both events of a call that only updates state; parameters without a value say nothing. `exit` is the code of its exit event. */
export function hiddenCall(caller: Caller, exit: EventCode, values: Values): Buffer[] {
  return [encode(caller, EVT[exit] - 1, values), encode(caller, EVT[exit], values)];
}
