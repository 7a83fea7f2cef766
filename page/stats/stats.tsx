import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { currentClient, isAborted, messageOf, RefusedError } from '../api/client.js';
import { PAGES } from '../app/pages.js';
import { view } from '../state/store.js';
import { counted } from '../text/counts.js';
import { loadTable } from './load.js';
import { Properties } from './properties.jsx';
import { StatsTable } from './stats-table.jsx';
import { type ShownTable, TABLES } from './tables.js';

/** Tables about the events of the list. */
export function Stats({ name }: { name: string }): JSX.Element {
  const names = PAGES.find((page) => page.name === name)?.tables ?? [];
  const tables = TABLES.filter((table) => names.includes(table.name));
  return (
    <div class={tables.length > 1 ? 'stats two' : 'stats'}>
      {tables.length === 0 && <Properties />}
      {tables.map((table) => (
        <TablePane key={table.name} table={table} />
      ))}
    </div>
  );
}

/** How long a growing list rests before a table is asked for again, in ms. */
const REST = 2000;

function TablePane({ table }: { table: ShownTable }): JSX.Element {
  const answer = useSignal<StatsAnswer | null>(null);
  const problem = useSignal<string | null>(null);
  const round = useSignal(0);
  const { id, isComplete } = view.value ?? { id: -1, isComplete: true };
  useEffect(() => {
    if (id < 0) return undefined;
    const loading = new AbortController();
    let rest: ReturnType<typeof setTimeout> | undefined;
    loadTable(table.name, id, loading.signal).then(
      (found) => {
        answer.value = found;
        problem.value = null;
        if (!isComplete) rest = setTimeout(() => round.value++, REST);
      },
      (error: unknown) => {
        if (!isAborted(error)) problem.value = why(error);
      },
    );
    return () => {
      loading.abort();
      clearTimeout(rest);
    };
  }, [table.name, id, isComplete, round.value]);
  return (
    <section class="pane" aria-label={table.title}>
      <h2>
        <b>{table.title}</b>
        <span>
          {table.about}
          {currentClient().isReport && ' · of the whole report, whatever the filter'}
          {answer.value !== null && ` · ${counted(answer.value.rows.length, 'row')} · Enter: their events`}
        </span>
      </h2>
      <div class="scroll" role="region" aria-label={`Table: ${table.title}`} tabIndex={0}>
        {problem.value !== null && <p class="dim none-yet">{problem.value}</p>}
        {answer.value !== null && <StatsTable table={table} answer={answer.value} />}
      </div>
    </section>
  );
}

const why = (error: unknown): string =>
  error instanceof RefusedError && error.status === 404 ? 'This server does not have this table.' : messageOf(error);
