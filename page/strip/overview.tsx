import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { goToTime } from '../state/go-to.js';
import { arrivals, rowPages, sight } from '../state/rows.js';
import { details } from '../state/store.js';
import { captureSpan, shownStrip, wholeStrip } from '../state/strips.js';
import { withRange } from '../text/time-range.js';
import { Picture } from './canvas.js';
import { MARGIN, type OverviewState, paintOverview } from './overview-picture.js';

const brush = signal<readonly [number, number] | null>(null);
/** Pixels that make a click a range. */
const DRAG = 4;

/** Events over time; dragging filters by time, a click goes there. */
export function Overview(): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => (canvas.current === null ? undefined : bind(canvas.current)), []);
  return (
    <div class="overview">
      <canvas
        role="img"
        aria-label="Events over time; drag to filter by time"
        ref={canvas}
        onPointerDown={startBrush}
      />
    </div>
  );
}

function shareOf(time: string): number {
  const span = captureSpan.value;
  return span === null || span.ns === 0 ? 0 : Number(BigInt(time) - BigInt(span.begin)) / span.ns;
}

function timeAt(share: number): string {
  const span = captureSpan.value;
  return span === null ? '0' : String(BigInt(span.begin) + BigInt(Math.round(share * span.ns)));
}

function inSight(): readonly [number, number] | null {
  void arrivals.value;
  const first = rowPages.at(sight.value.first);
  const last = rowPages.at(sight.value.last);
  return first === null || last === null ? null : [shareOf(first.time), shareOf(last.time)];
}

function currentState(): OverviewState | null {
  const whole = wholeStrip.value;
  if (whole === null) return null;
  return {
    whole,
    shown: appliedFilter.value === '' ? null : shownStrip.value,
    spanNs: captureSpan.value?.ns ?? 0,
    cursor: details.value === null ? null : shareOf(details.value.time),
    window: inSight(),
    brush: brush.value,
  };
}

function bind(canvas: HTMLCanvasElement): () => void {
  const picture = new Picture(canvas, (context) => {
    const state = currentState();
    if (state !== null) paintOverview(context, picture, state);
  });
  return effect(() => {
    void currentState();
    picture.invalidate();
  });
}

function startBrush(event: PointerEvent): void {
  const canvas = event.currentTarget as HTMLCanvasElement;
  if (event.button !== 0) return;
  const { left, width } = canvas.getBoundingClientRect();
  const share = (x: number) => Math.max(0, Math.min(1, (x - left - MARGIN) / (width - 2 * MARGIN)));
  const start = event.clientX;
  canvas.setPointerCapture(event.pointerId);
  canvas.onpointermove = ({ clientX }) => {
    const ends = [share(start), share(clientX)].sort((a, b) => a - b) as [number, number];
    brush.value = Math.abs(clientX - start) > DRAG ? ends : null;
  };
  canvas.onpointerup = ({ clientX }) => {
    const ends = brush.value;
    canvas.onpointermove = null;
    canvas.onpointerup = null;
    brush.value = null;
    if (ends === null) void goToTime(timeAt(share(clientX)));
    else void applyFilter(withRange(appliedFilter.value, timeAt(ends[0]), timeAt(ends[1])));
  };
}
