import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { eventList, sight } from '../state/rows.js';
import { cursor, firstShown, shownCount, thereCount, view } from '../state/store.js';
import { orderStrip } from '../state/strips.js';
import { Picture } from './canvas.js';

const SMALLEST = 6;

/** Where failed calls are in the list, and what is in sight of it. */
export function Minimap(): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => (canvas.current === null ? undefined : bind(canvas.current)), []);
  return (
    <canvas class="minimap" role="img" aria-label="Failed calls in the list" ref={canvas} onPointerDown={startDrag} />
  );
}

function bind(canvas: HTMLCanvasElement): () => void {
  const picture = new Picture(canvas, paint);
  return effect(() => {
    void [orderStrip.value, sight.value, cursor.value, shownCount.value];
    picture.invalidate();
  });
}

function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const count = thereCount.value;
  if (count === 0) return;
  const begin = firstShown.value;
  const { width, height } = picture;
  const y = (position: number) => ((position - begin) / count) * height;
  const { first, last } = sight.value;
  context.fillStyle = picture.colour('window');
  context.fillRect(0, y(first), width, Math.max(SMALLEST, y(last + 1) - y(first)));
  context.fillStyle = picture.colour('fail');
  // of sorted events it is not known where they are
  const strip = view.value?.sort === null ? orderStrip.value : null;
  let position = begin;
  for (const [index, events] of (strip?.counts ?? []).entries()) {
    if ((strip?.failed[index] ?? 0) > 0) context.fillRect(2, y(position + events / 2) - 1, width - 4, 2);
    position += events;
  }
  if (cursor.value === null) return;
  context.fillStyle = picture.colour('cursor');
  context.fillRect(0, Math.min(height - 1, y(cursor.value.position + 0.5)), width, 1);
}

function scrollTo(canvas: HTMLCanvasElement, clientY: number): void {
  const { top, height } = canvas.getBoundingClientRect();
  const position = firstShown.value + Math.floor(((clientY - top) / height) * thereCount.value);
  eventList()?.centre(Math.max(firstShown.value, Math.min(shownCount.value - 1, position)));
}

function startDrag(event: PointerEvent): void {
  const canvas = event.currentTarget as HTMLCanvasElement;
  canvas.setPointerCapture(event.pointerId);
  scrollTo(canvas, event.clientY);
  canvas.onpointermove = ({ clientY }) => scrollTo(canvas, clientY);
  canvas.onpointerup = () => {
    canvas.onpointermove = null;
  };
}
