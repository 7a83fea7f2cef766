import type { JSX } from 'preact';
import { scales } from './graph-picture.js';
import {
  lines,
  MEASURES,
  MOST_SERIES,
  measureOf,
  newLine,
  problems,
  type Wanted,
  wanted,
  wantLines,
} from './series.js';

const without = (at: number): Wanted[] => wanted.value.filter((_, index) => index !== at);
const changed = (at: number, change: Partial<Wanted>): Wanted[] =>
  wanted.value.map((line, index) => (index === at ? { ...line, ...change } : line));

/** The lines of the graph: their filters, and what they show. */
export function SeriesList(): JSX.Element {
  return (
    <div class="series">
      {wanted.value.map((line, at) => (
        <Series key={`${at}${line.filter}`} line={line} at={at} />
      ))}
      {wanted.value.length < MOST_SERIES && (
        <button
          type="button"
          class="chip plain"
          onClick={() => {
            wantLines([...wanted.value, newLine()]);
          }}
        >
          Add a line
        </button>
      )}
    </div>
  );
}

function Series({ line: { filter, measure }, at }: { line: Wanted; at: number }): JSX.Element {
  const problem = problems.value[at] ?? null;
  const most = scales(lines.value).get(measure)?.most;
  const isWhole = lines.value[at]?.isWhole !== false;
  return (
    <div class="one">
      <i class={`series-${at}`} />
      <input
        type="text"
        spellcheck={false}
        aria-label={`Filter of line ${at + 1}`}
        aria-invalid={problem !== null}
        placeholder="all events"
        defaultValue={filter}
        onChange={({ currentTarget }) => {
          wantLines(changed(at, { filter: currentTarget.value.trim() }));
        }}
      />
      <select
        aria-label={`What line ${at + 1} shows`}
        value={measure}
        onChange={({ currentTarget }) => {
          wantLines(changed(at, { measure: currentTarget.value }));
        }}
      >
        {MEASURES.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <span class={problem === null ? 'dim' : 'bad'}>
        {problem ?? (most === undefined ? '…' : `up to ${measureOf(measure).text(most)}${isWhole ? '' : ' so far'}`)}
      </span>
      <button
        type="button"
        class="quiet"
        aria-label={`Remove line ${at + 1}`}
        onClick={() => {
          wantLines(without(at));
        }}
      >
        ×
      </button>
    </div>
  );
}
