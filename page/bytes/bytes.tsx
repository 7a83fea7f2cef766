import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { chooseParam, marked } from '../details/tree.js';
import { details, pointedParam } from '../state/store.js';
import { counted } from '../text/counts.js';
import { fromBase64 } from './base64.js';
import { HexPane } from './hex-pane.js';

/** The chosen event as it is stored. */
export function Bytes(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (box.current === null ? undefined : bind(box.current)), []);
  return (
    <section class="pane" aria-label="Bytes">
      <h2>
        <b>Bytes</b>
        <Size />
        <span class="sp" />
        <Pointed />
      </h2>
      <div class="hex" role="region" aria-label="Bytes of the event" tabIndex={0} ref={box} />
    </section>
  );
}

function bind(box: HTMLElement): () => void {
  let isMine = false;
  const pane = new HexPane(
    box,
    (param) => {
      isMine = true;
      pointedParam.value = param;
      isMine = false;
    },
    chooseParam,
  );
  const stops = [
    effect(() => {
      const event = details.value;
      pane.show(fromBase64(event?.bytes ?? ''), [...(event?.params ?? []), ...(event?.record ?? [])]);
    }),
    effect(() => pane.mark(marked.value, !isMine)),
  ];
  return () => {
    for (const stop of stops) stop();
    box.replaceChildren();
  };
}

function Size(): JSX.Element | null {
  const event = details.value;
  return event === null ? null : <span>{counted(fromBase64(event.bytes).length, 'byte')}</span>;
}

function Pointed(): JSX.Element | null {
  const range = marked.value;
  if (range === null) return null;
  return (
    <span>
      {range.name} · {counted(range.end - range.start, 'byte')} at {range.start}
    </span>
  );
}
