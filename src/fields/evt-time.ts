import { difference64 } from '../bytes/int64.js';
import { nanosOf, renderClock, renderDate, renderNanos, renderUtc, secondsOf } from '../render/clock.js';
import { OutputTime } from '../render/time.js';
import { EF, isExitType } from '../schema/event.js';
import { HAS_EXIT } from '../state/binding.js';
import type { Evt } from '../state/evt.js';
import { humanDuration } from './duration.js';
import type { EventKind } from './event-kind.js';
import { type Extract, fieldClass, plain, USUAL_DEMANDS } from './field.js';
import { timeValue } from './time-value.js';

const NANOS = 1_000_000_000;

type Span = (evt: Evt) => number | null;

const seconds = (evt: Evt): number => secondsOf(evt.view.tsHi, evt.view.tsLo);
const nanos = (evt: Evt): string => renderNanos(nanosOf(evt.view.tsHi, evt.view.tsLo));
const clock = (evt: Evt): string => renderClock(seconds(evt));
const date = (evt: Evt): string => renderDate(seconds(evt));

const utc = (evt: Evt): string => renderUtc(seconds(evt));

const sinceStart = ({ view, state }: Evt): number =>
  difference64(view.tsHi, view.tsLo, state.firstTsHi, state.firstTsLo);

/** Before the first event that starts the clock, the reference reports the time since the epoch. */
const hasStarted = ({ state }: Evt): boolean => state.firstTsHi !== 0;
const time = ({ view }: Evt): bigint => timeValue(view.tsHi, view.tsLo);
/** evt.latency in ns. The reference binds no thread to events that skip its reset. */
export const latency = ({ view, thread }: Evt): number =>
  thread === null || ((view.def?.flags ?? 0) & EF.SKIPPARSERESET) !== 0 ? 0 : thread.latency;

function waitLatency(evt: Evt): number | null {
  const { type, def } = evt.view;
  return isExitType(type) && ((def?.flags ?? 0) & EF.WAITS) !== 0 ? latency(evt) : null;
}

/** Time since the previous event for which this extractor was called; 0 at first. */
function sinceLastAsked(): Span {
  let lastHi = 0;
  let lastLo = 0;
  return ({ view }) => {
    const span = lastHi === 0 ? 0 : difference64(view.tsHi, view.tsLo, lastHi, lastLo);
    lastHi = view.tsHi;
    lastLo = view.tsLo;
    return span;
  };
}

const wholeSeconds =
  (span: Span): Extract<Evt> =>
  (evt) => {
    const ns = span(evt);
    return ns === null ? null : Math.floor(ns / NANOS);
  };

const remainder =
  (span: Span): Extract<Evt> =>
  (evt) => {
    const ns = span(evt);
    return ns === null ? null : ns % NANOS;
  };

const human: Extract<Evt> = (evt) => humanDuration(latency(evt));

/** Enter events have no latency. */
const zeroOnEnter = ({ def }: EventKind): number | undefined => (HAS_EXIT[def.id] === 1 ? 0 : undefined);

/** Time and duration of events. */
export const EVT_TIME_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.time',
      type: 'charbuf',
      isOfAnySource: true,
      isTimeText: true,
      cost: 5,
      display: 'Time',
      description: 'Local time of day with nanoseconds.',
      bind: plain((evt) => `${clock(evt)}.${nanos(evt)}`),
    },
    {
      name: 'evt.time.s',
      type: 'charbuf',
      isOfAnySource: true,
      isTimeText: true,
      cost: 5,
      display: 'Time (s)',
      description: 'Local time of day without a fraction.',
      bind: plain(clock),
    },
    {
      name: 'evt.time.iso8601',
      type: 'charbuf',
      isOfAnySource: true,
      isTimeText: true,
      cost: 5,
      display: 'ISO 8601 Time',
      description: 'Date and time in UTC, with nanoseconds and zone, in ISO 8601 format.',
      bind: plain((evt) => `${utc(evt)}.${nanos(evt)}+0000`),
    },
    {
      name: 'evt.datetime',
      type: 'charbuf',
      isOfAnySource: true,
      isTimeText: true,
      cost: 5,
      display: 'Date and Time',
      description: 'Local date and time with nanoseconds.',
      bind: plain((evt) => `${date(evt)} ${clock(evt)}.${nanos(evt)}`),
    },
    {
      name: 'evt.datetime.s',
      type: 'charbuf',
      isOfAnySource: true,
      isTimeText: true,
      cost: 5,
      display: 'Date and Time (s)',
      description: 'Local date and time without a fraction.',
      bind: plain((evt) => `${date(evt)} ${clock(evt)}`),
    },
    {
      name: 'evt.outputtime',
      type: 'charbuf',
      isTimeText: true,
      isPrintOnly: true,
      display: 'Output Time',
      description:
        'Time in the format that -t selects: clock, epoch, since the start, enter to exit, since the previous event.',
      bind: (_, { timeMode }) => {
        const output = new OutputTime(timeMode);
        return (evt) => output.render(evt);
      },
    },
    {
      name: 'evt.rawtime',
      type: 'abstime',
      isOfAnySource: true,
      display: 'Raw Time',
      description: 'Time of the event in nanoseconds since the epoch.',
      bind: plain(time),
    },
    {
      name: 'evt.rawtime.s',
      type: 'abstime',
      isOfAnySource: true,
      display: 'Raw Time (s)',
      description: 'Whole seconds of the time since the epoch.',
      bind: plain(seconds),
    },
    {
      name: 'evt.rawtime.ns',
      type: 'abstime',
      isOfAnySource: true,
      base: 'padded',
      display: 'Raw Time (ns)',
      description: 'Nanoseconds within the second.',
      bind: plain((evt) => nanosOf(evt.view.tsHi, evt.view.tsLo)),
    },
    {
      name: 'evt.reltime',
      type: 'reltime',
      isOfAnySource: true,
      base: 'padded',
      display: 'Relative Time',
      description: 'Nanoseconds since the first event of the capture.',
      bind: plain((evt) => (hasStarted(evt) ? sinceStart(evt) : time(evt))),
    },
    {
      name: 'evt.reltime.s',
      type: 'reltime',
      isOfAnySource: true,
      display: 'Relative Time (s)',
      description: 'Whole seconds since the first event of the capture.',
      bind: plain((evt) => (hasStarted(evt) ? Math.floor(sinceStart(evt) / NANOS) : seconds(evt))),
    },
    {
      name: 'evt.reltime.ns',
      type: 'reltime',
      isOfAnySource: true,
      base: 'padded',
      display: 'Relative Time (ns)',
      description: 'Nanoseconds within the second since the first event.',
      bind: plain((evt) => (hasStarted(evt) ? sinceStart(evt) % NANOS : nanosOf(evt.view.tsHi, evt.view.tsLo))),
    },
    {
      name: 'evt.latency',
      type: 'reltime',
      display: 'Latency',
      description: 'Nanoseconds from the enter event of a call to its exit event; 0 on the enter event.',
      bind: plain(latency),
      ofColumns: { applies: () => true, isLatency: true, value: (_, latency) => latency },
      ofKind: zeroOnEnter,
    },
    {
      name: 'evt.latency.s',
      type: 'reltime',
      display: 'Latency (s)',
      description: 'Whole seconds of the latency.',
      bind: plain(wholeSeconds(latency)),
      ofKind: zeroOnEnter,
    },
    {
      name: 'evt.latency.ns',
      type: 'reltime',
      base: 'padded',
      display: 'Latency (ns)',
      description: 'Nanoseconds of the latency within the second.',
      bind: plain(remainder(latency)),
      ofKind: zeroOnEnter,
    },
    {
      name: 'evt.latency.human',
      type: 'charbuf',
      cost: 5,
      display: 'Latency',
      description: 'The latency as a few digits with a unit, such as 2.69us.',
      bind: plain(human),
    },
    {
      name: 'evt.latency.quantized',
      type: 'uint64',
      isTableOnly: true,
      display: 'Latency Bucket',
      description: 'Decimal logarithm of the latency, for spectrograms.',
      bind: plain((evt) => {
        const ns = latency(evt);
        return ns === 0 ? null : Math.min(100, Math.floor(Math.log10(ns) * 10));
      }),
    },
    {
      name: 'evt.wait_latency',
      type: 'reltime',
      display: 'Wait Latency',
      description: 'The latency of calls that make a thread wait; absent for all others.',
      bind: plain(waitLatency),
      ofKind: (kind) => (isExitType(kind.def.id) && (kind.def.flags & EF.WAITS) !== 0 ? undefined : null),
    },
    {
      name: 'evt.deltatime',
      type: 'reltime',
      isStateful: true,
      display: 'Delta',
      description: 'Nanoseconds since the previous event for which this field was read.',
      bind: () => sinceLastAsked(),
    },
    {
      name: 'evt.deltatime.s',
      type: 'reltime',
      isStateful: true,
      display: 'Delta (s)',
      description: 'Whole seconds since the previous event.',
      bind: () => wholeSeconds(sinceLastAsked()),
    },
    {
      name: 'evt.deltatime.ns',
      type: 'reltime',
      base: 'padded',
      isStateful: true,
      display: 'Delta (ns)',
      description: 'Nanoseconds within the second since the previous event.',
      bind: () => remainder(sinceLastAsked()),
    },
  ],
  USUAL_DEMANDS,
);
