import { effect, type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { HeatAnswer } from '../../../src/web/protocol.js';
import { get } from '../../api/client.js';
import { appliedFilter, applyFilter } from '../../state/filter.js';
import { focusList } from '../../state/focus.js';
import { page } from '../../state/store.js';
import { Picture } from '../../strip/canvas.js';
import { counted } from '../../text/counts.js';
import { roundDuration } from '../../text/durations.js';
import { Coming } from '../coming.jsx';
import { TableToggle } from '../table-toggle.jsx';
import { useOfView } from '../use-of-view.js';
import { between, type Cell, callsIn, columnsOf, linesOf, type Rectangle, withRectangle } from './heat.js';
import { cellAt, paintHeat } from './heat-picture.js';
import { HeatTable } from './heat-table.jsx';
import { Legend } from './legend.jsx';

const COLUMNS = 160;

/** The two ends of what is chosen, the second of which keys and the mouse move; null for nothing. */
type Choice = Signal<readonly [Cell, Cell] | null>;

const boxOf = (choice: Choice): Rectangle | null => (choice.value === null ? null : between(...choice.value));

/** How long the list's calls took over time; a rectangle of it becomes a filter. */
export function HeatPane(): JSX.Element {
  const { answer, problem } = useOfView<HeatAnswer>((id, aborted) =>
    get<HeatAnswer>(`/api/views/${id}/heat?columns=${COLUMNS}`, aborted),
  );
  const choice = useSignal<readonly [Cell, Cell] | null>(null);
  const hasTable = useSignal(false);
  const heat = answer.value;
  return (
    <section class="pane" aria-label="Latency over time">
      <h2>
        <b>Latency over time</b>
        <span class="said" role="status">
          {heat === null || boxOf(choice) === null ? 'drag, or arrows with Shift: choose calls' : said(heat, choice)}
        </span>
        {heat !== null && boxOf(choice) !== null && (
          <button type="button" class="chip plain" onClick={() => show(heat, choice)}>
            Show these events <kbd>Enter</kbd>
          </button>
        )}
        <span class="sp" />
        {heat !== null && <Legend counts={heat.counts} />}
        <TableToggle isOn={hasTable} />
      </h2>
      {problem.value !== null && <p class="dim none-yet">{problem.value}</p>}
      {problem.value === null && heat === null && <Coming />}
      {heat !== null &&
        (heat.counts.length === 0 ? <Nothing /> : <Shown heat={heat} choice={choice} isTable={hasTable.value} />)}
    </section>
  );
}

const Nothing = (): JSX.Element => <p class="dim none-yet">No call of the list took any time.</p>;

function said(heat: HeatAnswer, choice: Choice): string {
  const box = boxOf(choice) as Rectangle;
  const { times, latencies } = heat;
  const since = (column: number): string => roundDuration(Number(BigInt(times[column] ?? 0) - BigInt(times[0] ?? 0)));
  const calls = counted(callsIn(heat, box), 'call');
  const took = `${roundDuration(latencies[box.fromLine] ?? 0)} – ${roundDuration(latencies[box.toLine + 1] ?? 0)}`;
  return `${calls} of ${took}, from ${since(box.fromColumn)} to ${since(box.toColumn + 1)} after the first event`;
}

function show(heat: HeatAnswer, choice: Choice): void {
  const box = boxOf(choice);
  if (box === null) return;
  page.value = 'events';
  void applyFilter(withRectangle(appliedFilter.value, heat, box));
  focusList();
}

interface ShownProps {
  readonly heat: HeatAnswer;
  readonly choice: Choice;
  readonly isTable: boolean;
}

function Shown({ heat, choice, isTable }: ShownProps): JSX.Element {
  return isTable ? (
    <div class="scroll" role="region" aria-label="Table: latency over time" tabIndex={0}>
      <HeatTable heat={heat} />
    </div>
  ) : (
    <HeatCanvas key={heat.times[0]} heat={heat} choice={choice} />
  );
}

function HeatCanvas({ heat, choice }: Omit<ShownProps, 'isTable'>): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture | null>(null);
  const shown = useRef(heat);
  shown.current = heat;
  useLayoutEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new Picture(canvas.current, (context) =>
      paintHeat(context, made, { heat: shown.current, chosen: boxOf(choice) }),
    );
    picture.current = made;
    return effect(() => {
      void choice.value;
      made.invalidate();
    });
  }, []);
  useLayoutEffect(() => picture.current?.invalidate(), [heat]);
  return (
    <div
      class="picture"
      role="application"
      aria-label="Latency over time: arrows move, with Shift they choose more, Enter shows the events"
      tabIndex={0}
      onKeyDown={(event) => onKey(event, heat, choice)}
      onPointerDown={(event) => startDrag(event, heat, choice)}
    >
      <canvas ref={canvas} role="img" aria-label="Heat map" />
    </div>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function onKey(event: KeyboardEvent, heat: HeatAnswer, choice: Choice): void {
  const step = STEPS[event.key];
  if (step !== undefined) moveChoice(step, event.shiftKey, { heat, choice });
  else if (event.key === 'Enter') show(heat, choice);
  else if (event.key === 'Escape' && choice.value !== null) choice.value = null;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function moveChoice(
  [x, y]: readonly [number, number],
  isMore: boolean,
  { heat, choice }: { readonly heat: HeatAnswer; readonly choice: Choice },
): void {
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  const [from, to] = choice.value ?? [null, { column: -x, line: -y }];
  const next = { column: within(to.column + x, columnsOf(heat)), line: within(to.line + y, linesOf(heat)) };
  choice.value = [isMore && from !== null ? from : next, next];
}

function startDrag(event: PointerEvent, heat: HeatAnswer, choice: Choice): void {
  const box = event.currentTarget as HTMLElement;
  if (event.button !== 0) return;
  const { left, top, width, height } = box.getBoundingClientRect();
  const cell = ({ clientX, clientY }: PointerEvent): Cell =>
    cellAt(clientX - left, clientY - top, heat, { width, height });
  const start = cell(event);
  choice.value = [start, start];
  box.setPointerCapture(event.pointerId);
  box.onpointermove = (moved) => {
    choice.value = [start, cell(moved)];
  };
  box.onpointerup = () => {
    box.onpointermove = null;
  };
}
