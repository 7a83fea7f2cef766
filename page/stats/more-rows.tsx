import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count } from '../text/counts.js';

/** Rows that a table draws at first, and more of them each time its end is about to come into sight. */
export const STEP = 1000;
/** How far that is, in pixels. */
const AHEAD = '400px';

/** Says how many rows of a table are drawn, and lets it draw more. */
export function MoreRows({ drawn, all }: { drawn: Signal<number>; all: number }): JSX.Element | null {
  const end = useRef<HTMLTableCaptionElement>(null);
  const drawnNow = drawn.value;
  useEffect(() => {
    const { current } = end;
    if (current === null) return undefined;
    const seen = (entries: readonly IntersectionObserverEntry[]) => {
      // a busy page is told of several changes at once: the last one holds
      if (entries.at(-1)?.isIntersecting === true) drawn.value = drawnNow + STEP;
    };
    const watch = new IntersectionObserver(seen, { root: current.closest('.scroll'), rootMargin: AHEAD });
    watch.observe(current);
    return () => watch.disconnect();
  }, [drawnNow, all]);
  if (drawnNow >= all) return null;
  return (
    <caption ref={end}>
      The first {count(drawnNow)} of {count(all)} rows; the others come as you go down.
    </caption>
  );
}
