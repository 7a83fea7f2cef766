import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { isAborted, messageOf } from '../api/client.js';
import { colours } from '../state/colour-rules.js';
import { applyFilter } from '../state/filter.js';
import { capture, notice, page, progress, view } from '../state/store.js';
import { captureSpan } from '../state/strips.js';
import { visible } from '../text/byte-string.js';
import { count, size } from '../text/counts.js';
import { duration, spoken } from '../text/durations.js';
import { lossText } from '../text/losses.js';
import { dateOf, TIME_FORMATS } from '../text/times.js';
import { loadTable } from './load.js';

/** What the capture is, and what its colours mean. */
export function Properties(): JSX.Element {
  const own = facts();
  const ownNames = new Set(own.map(([name]) => name));
  const others = useServersFacts().filter(([name]) => !ownNames.has(name));
  return (
    <section class="pane" aria-label="Properties">
      <h2>
        <b>Capture</b>
      </h2>
      <div class="scroll properties">
        <dl>
          {[...own, ...others].map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <h3>Colours</h3>
        <Colours />
      </div>
    </section>
  );
}

/** What the server knows about the capture. */
function useServersFacts(): readonly (readonly [string, string])[] {
  const found = useSignal<readonly (readonly [string, string])[]>([]);
  const id = view.value?.id;
  useEffect(() => {
    const loading = new AbortController();
    if (id !== undefined) {
      loadTable('properties', id, loading.signal).then(
        ({ rows }) => {
          found.value = rows.map(([name, text]) => [visible(String(name)), visible(String(text ?? '–'))]);
        },
        (error: unknown) => {
          if (!isAborted(error)) notice.value = messageOf(error);
        },
      );
    }
    return () => loading.abort();
  }, [id]);
  return found.value;
}

function clock(time: string): string {
  const [first] = TIME_FORMATS;
  const frame = { begin: time, sinceCaptured: null, shownBefore: null, reference: null };
  return `${dateOf(time)} ${first?.text(time, frame) ?? ''}`;
}

function durationOf(ns: number): string {
  const [exact, said] = [duration(ns), spoken(ns)];
  return said === exact ? exact : `${said} (${exact})`;
}

function facts(): [string, string][] {
  const found: [string, string][] = [];
  const read = progress.value;
  const span = captureSpan.value;
  if (capture.value !== null) {
    const { name, recordFilter } = capture.value;
    found.push([recordFilter === null ? 'File' : 'Capture', visible(name)]);
    if (recordFilter !== null) found.push(['Filter of the capture', visible(recordFilter) || 'none']);
  }
  if (read !== null) {
    if (read.size !== null) found.push(['Size', `${size(read.size)} (${count(read.size)} bytes)`]);
    found.push(['Events', count(read.events)], ['Read', read.isComplete ? 'all' : 'not all yet']);
    const lost = lossText(read.losses);
    if (lost !== null) found.push(['Losses', lost]);
    if (read.begin !== null)
      found.push(['Begins with', `event ${count(read.begin.num)}, ${clock(read.begin.time)}: older ones were dropped`]);
    if (read.problem !== null) found.push(['Problem', visible(read.problem)]);
  }
  if (span !== null) {
    found.push(['First event', clock(span.begin)], ['Last event', clock(span.end)], ['Duration', durationOf(span.ns)]);
  }
  return found;
}

function Colours(): JSX.Element {
  return (
    <ul class="colours">
      {colours.value.rules.map(({ name, filter, className, background, text }) => (
        <li key={name} class={className} style={{ '--row': background, '--on-row': text }}>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              page.value = 'events';
              void applyFilter(filter);
            }}
          >
            {name}
          </button>
          <code>{filter}</code>
        </li>
      ))}
    </ul>
  );
}
