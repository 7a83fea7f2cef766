import { effect, type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isAborted, messageOf } from '../../api/client.js';
import { appliedFilter, applyFilter } from '../../state/filter.js';
import { focusList } from '../../state/focus.js';
import { ignored } from '../../state/settings.js';
import { page } from '../../state/store.js';
import { captureSpan } from '../../state/strips.js';
import { Picture } from '../../strip/canvas.js';
import { roundDuration } from '../../text/durations.js';
import { withRange } from '../../text/time-range.js';
import { TableToggle } from '../table-toggle.jsx';
import { LEFT, paintGraph, RIGHT } from './graph-picture.js';
import { GraphTable } from './graph-table.jsx';
import {
  fitting,
  INTERVALS,
  isPossible,
  keepLine,
  type Line,
  lines,
  measureOf,
  problems,
  type Wanted,
  wanted,
} from './series.js';
import { SeriesList } from './series-list.jsx';

/** The intervals that are chosen: the one that keys and the mouse move, and the other end; -1 for none. */
type Choice = Signal<{ readonly cursor: number; readonly anchor: number }>;

const NOTHING = { cursor: -1, anchor: -1 };

interface Frame {
  /** When the capture begins, in digits. */
  readonly begin: string;
  /** ns of an interval. */
  readonly interval: number;
  readonly count: number;
}

/** Series of calls, bytes, errors and latencies over time, each of a filter of its own. */
export function GraphPane(): JSX.Element {
  const chosenInterval = useSignal(0);
  const hasTable = useSignal(false);
  const choice: Choice = useSignal(NOTHING);
  const span = captureSpan.value;
  const interval = chosenInterval.value || fitting(span?.ns ?? 0);
  useLines(interval);
  const frame = span === null ? null : { begin: span.begin, interval, count: Math.floor(span.ns / interval) + 1 };
  return (
    <section class="pane" aria-label="Graph">
      <h2>
        <b>Graph</b>
        <span class="said" role="status">
          {frame === null || choice.value.cursor < 0
            ? 'drag, or arrows with Shift: choose a time'
            : said(frame, choice)}
        </span>
        <span class="sp" />
        <Interval chosen={chosenInterval} spanNs={span?.ns ?? 0} />
        <TableToggle isOn={hasTable} />
      </h2>
      <div class="graph">
        {frame !== null &&
          (hasTable.value ? <GraphTable interval={interval} /> : <Graph frame={frame} choice={choice} />)}
        <SeriesList />
      </div>
    </section>
  );
}

const put = <T,>(values: readonly T[], at: number, value: T): T[] =>
  values.map((old, index) => (index === at ? value : old));

/** Keeps the values of the wanted lines. */
function useLines(interval: number): void {
  const all = wanted.value;
  const leftOut = ignored.value;
  useEffect(() => {
    const loading = new AbortController();
    const old = lines.value;
    // until there are new values, those for another interval stay
    const isSame = (line: Wanted, at: number) => old[at]?.filter === line.filter && old[at]?.measure === line.measure;
    lines.value = all.map((line, at) => (isSame(line, at) ? (old[at] ?? null) : null));
    problems.value = all.map(() => null);
    for (const [at, line] of all.entries()) {
      const take = (found: Line) => {
        lines.value = put<Line | null>(lines.value, at, found);
      };
      keepLine(line, { interval, aborted: loading.signal }, take).catch((error: unknown) => {
        if (!isAborted(error)) problems.value = put<string | null>(problems.value, at, messageOf(error));
      });
    }
    return () => loading.abort();
  }, [all, leftOut, interval]);
}

function said({ interval }: Frame, choice: Choice): string {
  const { cursor, anchor } = choice.value;
  const [from, to] = [Math.min(cursor, anchor), Math.max(cursor, anchor) + 1];
  const values = lines.value.flatMap((line) => {
    if (line === null || line.interval !== interval) return [];
    const { text, title, total } = measureOf(line.measure);
    const shown = line.values.slice(from, to);
    if (total === null && shown.length > 1) return [];
    return `${text(total === null ? (shown[0] ?? 0) : total(shown))} ${title}`;
  });
  return `${roundDuration(from * interval)} – ${roundDuration(to * interval)}: ${values.join(', ')}`;
}

function Interval({ chosen, spanNs }: { chosen: Signal<number>; spanNs: number }): JSX.Element {
  return (
    <label>
      interval{' '}
      <select
        value={chosen.value}
        onChange={({ currentTarget }) => {
          chosen.value = Number(currentTarget.value);
        }}
      >
        <option value={0}>fitting ({roundDuration(fitting(spanNs))})</option>
        {INTERVALS.map((ns) => (
          <option key={ns} value={ns} disabled={!isPossible(spanNs, ns)}>
            {roundDuration(ns)}
          </option>
        ))}
      </select>
    </label>
  );
}

function show({ begin, interval }: Frame, choice: Choice): void {
  const { cursor, anchor } = choice.value;
  if (cursor < 0) return;
  const time = (at: number): bigint => BigInt(begin) + BigInt(at) * BigInt(interval);
  const [from, to] = [Math.min(cursor, anchor), Math.max(cursor, anchor) + 1];
  page.value = 'events';
  void applyFilter(withRange(appliedFilter.value, String(time(from)), String(time(to) - 1n)));
  focusList();
}

interface GraphProps {
  readonly frame: Frame;
  readonly choice: Choice;
}

function Graph({ frame, choice }: GraphProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture | null>(null);
  const shown = useRef(frame);
  shown.current = frame;
  useLayoutEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new Picture(canvas.current, (context) =>
      paintGraph(context, made, { lines: lines.value, ...shown.current, ...choice.value }),
    );
    picture.current = made;
    return effect(() => {
      void [lines.value, choice.value];
      made.invalidate();
    });
  }, []);
  useLayoutEffect(() => picture.current?.invalidate(), [frame.begin, frame.interval, frame.count]);
  return (
    <div
      class="picture"
      role="application"
      aria-label="Graph over time: arrows move, with Shift they choose more, Enter shows the events"
      tabIndex={0}
      onKeyDown={(event) => onKey(event, frame, choice)}
      onPointerDown={(event) => startDrag(event, frame, choice)}
    >
      <canvas ref={canvas} role="img" aria-label="Graph" />
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

function onKey(event: KeyboardEvent, frame: Frame, choice: Choice): void {
  const step = STEPS[event.key];
  const { cursor, anchor } = choice.value;
  if (step !== undefined) {
    const next = Math.max(0, Math.min(frame.count - 1, cursor + step));
    choice.value = { cursor: next, anchor: event.shiftKey && anchor >= 0 ? anchor : next };
  } else if (event.key === 'Enter') show(frame, choice);
  else if (event.key === 'Escape' && cursor >= 0) choice.value = NOTHING;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function startDrag(event: PointerEvent, frame: Frame, choice: Choice): void {
  const box = event.currentTarget as HTMLElement;
  if (event.button !== 0) return;
  const { left, width } = box.getBoundingClientRect();
  const at = ({ clientX }: PointerEvent): number => {
    const share = (clientX - left - LEFT) / (width - LEFT - RIGHT);
    return Math.max(0, Math.min(frame.count - 1, Math.floor(share * frame.count)));
  };
  const anchor = at(event);
  choice.value = { cursor: anchor, anchor };
  box.setPointerCapture(event.pointerId);
  box.onpointermove = (moved) => {
    choice.value = { cursor: at(moved), anchor };
  };
  box.onpointerup = () => {
    box.onpointermove = null;
  };
}
