import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { get, isAborted, messageOf, RefusedError } from '../api/client.js';
import { PAGES } from '../app/pages.js';
import { view } from '../state/store.js';
import { counted } from '../text/counts.js';
import { StatsTable } from './stats-table.jsx';

/** A table about the events of the list. */
export function Stats({ name }: { name: string }): JSX.Element {
  const answer = useSignal<StatsAnswer | null>(null);
  const problem = useSignal<string | null>(null);
  const id = view.value?.id;
  const isComplete = view.value?.isComplete;
  useEffect(() => {
    const loading = new AbortController();
    if (id !== undefined) {
      get<StatsAnswer>(`/api/stats/${encodeURIComponent(name)}?view=${id}`, loading.signal).then(
        (found) => {
          answer.value = found;
          problem.value = null;
        },
        (error: unknown) => {
          if (!isAborted(error)) problem.value = why(error);
        },
      );
    }
    return () => loading.abort();
  }, [name, id, isComplete]);
  const title = PAGES.find((page) => page.name === name)?.title ?? name;
  return (
    <section class="pane stats" aria-label={title}>
      <h2>
        <b>{title}</b>
        {answer.value !== null && <span>{counted(answer.value.rows.length, 'row')} · Enter: their events</span>}
      </h2>
      <div class="scroll" role="region" aria-label={`Table: ${title}`} tabIndex={0}>
        {problem.value !== null && <p class="dim none-yet">{problem.value}</p>}
        {answer.value !== null && <StatsTable key={name} answer={answer.value} />}
      </div>
    </section>
  );
}

const why = (error: unknown): string =>
  error instanceof RefusedError && error.status === 404 ? 'This server does not have this view.' : messageOf(error);
