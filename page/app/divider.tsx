import type { JSX } from 'preact';
import { isBeside, lowerHeight, sideWidth } from '../state/settings.js';

const SMALLEST = 80;
const STEP = 20;
/** Room that the list keeps, in pixels. */
const LIST_ROOM = 240;

const sizeNow = () => (isBeside.value ? sideWidth : lowerHeight);

function resize(size: number): void {
  const room = (isBeside.value ? innerWidth : innerHeight) - LIST_ROOM;
  sizeNow().value = Math.round(Math.max(SMALLEST, Math.min(room, size)));
}

/** The line between the list and the details: dragged, or moved by arrow keys, it gives more room to one. */
export function Divider(): JSX.Element {
  return (
    <div
      class="divider"
      role="separator"
      aria-label="Size of the details"
      aria-orientation={isBeside.value ? 'vertical' : 'horizontal'}
      aria-valuenow={sizeNow().value}
      tabIndex={0}
      onPointerDown={startDrag}
      onKeyDown={onKey}
      onDblClick={() => {
        isBeside.value = !isBeside.value;
      }}
    />
  );
}

function startDrag(event: PointerEvent): void {
  const line = event.currentTarget as HTMLElement;
  const start = isBeside.value ? event.clientX : event.clientY;
  const size = sizeNow().value;
  line.setPointerCapture(event.pointerId);
  line.onpointermove = ({ clientX, clientY }) => resize(size + start - (isBeside.value ? clientX : clientY));
  line.onpointerup = () => {
    line.onpointermove = null;
  };
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: STEP, ArrowLeft: STEP, ArrowDown: -STEP, ArrowRight: -STEP };

function onKey(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  resize(sizeNow().value + step);
}
