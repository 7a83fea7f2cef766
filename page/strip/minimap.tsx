import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StripAnswer } from '../../src/web/protocol.js';
import { colours } from '../state/colour-rules.js';
import { eventList, sight } from '../state/rows.js';
import { cursor, firstShown, shownCount, thereCount, view } from '../state/store.js';
import { orderStrip } from '../state/strips.js';
import { Picture } from './canvas.js';

const SMALLEST = 6;
/** Width of the lines at failed calls. */
const FAIL_WIDTH = 4;

/** The colours of the list, where calls failed, and what is in sight of it. */
export function Minimap(): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => (canvas.current === null ? undefined : bind(canvas.current)), []);
  return (
    <canvas
      class="minimap"
      role="img"
      aria-label="Colours of the list, and failed calls"
      ref={canvas}
      onPointerDown={startDrag}
    />
  );
}

function bind(canvas: HTMLCanvasElement): () => void {
  const picture = new Picture(canvas, paint);
  return effect(() => {
    void [orderStrip.value, colours.value, sight.value, cursor.value, shownCount.value];
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
  // of sorted events it is not known where they are
  if (view.value?.sort === null && orderStrip.value !== null) paintEvents(context, picture, orderStrip.value, y);
  context.fillStyle = picture.colour('window');
  context.fillRect(0, y(first), width, Math.max(SMALLEST, y(last + 1) - y(first)));
  if (cursor.value === null) return;
  context.fillStyle = picture.colour('cursor');
  context.fillRect(0, Math.min(height - 1, y(cursor.value.position + 0.5)), width, 1);
}

/** Paints the rules of events, and at the left where calls failed. `y`: the height of a position. */
function paintEvents(
  context: CanvasRenderingContext2D,
  picture: Picture,
  { counts, failed, colours: rules = [] }: StripAnswer,
  y: (position: number) => number,
): void {
  let position = firstShown.value;
  for (const [index, events] of counts.entries()) {
    const [top, bottom] = [y(position), y(position + events)];
    position += events;
    const { background = '' } = colours.value.rules[rules[index] ?? -1] ?? {};
    context.fillStyle = background;
    if (background !== '' && events > 0) context.fillRect(FAIL_WIDTH + 1, top, picture.width, bottom - top);
    context.fillStyle = picture.colour('fail');
    if ((failed[index] ?? 0) > 0) context.fillRect(0, (top + bottom) / 2 - 1, FAIL_WIDTH, 2);
  }
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
