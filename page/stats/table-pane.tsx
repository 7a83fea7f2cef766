import type { ComponentChildren, JSX } from 'preact';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { currentClient } from '../api/client.js';
import { visible } from '../text/byte-string.js';
import { counted } from '../text/counts.js';
import { Coming } from './coming.jsx';
import { StatsTable } from './stats-table.jsx';
import type { ShownTable } from './tables.js';
import { useOfView } from './use-of-view.js';

interface TablePaneProps {
  readonly table: ShownTable;
  /** Asks for the table about a view. */
  readonly load: (viewId: number, aborted: AbortSignal) => Promise<StatsAnswer>;
  /** Whether a report makes it of the events of the list, too: it has other tables made, of all its events. */
  readonly isOfList?: true;
  /** What stands between its title and its rows. */
  readonly children?: ComponentChildren;
}

/** A table with its title. */
export function TablePane({ table, load, isOfList, children }: TablePaneProps): JSX.Element {
  const { answer, problem } = useOfView<StatsAnswer>(load, table.name);
  const rows = answer.value?.rows.length ?? 0;
  return (
    <section class="pane" aria-label={table.title}>
      <h2>
        <b>{table.title}</b>
        <span>
          {table.about}
          {isOfList !== true && currentClient().isReport && ' · of the whole report, whatever the filter'}
          {rows > 0 && ` · ${counted(rows, 'row')} · Enter: their events`}
        </span>
      </h2>
      {children}
      <div class="scroll" role="region" aria-label={`Table: ${table.title}`} tabIndex={0}>
        {problem.value !== null && <p class="dim none-yet">{problem.value}</p>}
        {problem.value === null && answer.value === null && <Coming />}
        {answer.value !== null && <Rows table={table} answer={answer.value} />}
      </div>
    </section>
  );
}

function Rows({ table, answer }: { table: ShownTable; answer: StatsAnswer }): JSX.Element {
  const notes = answer.notes ?? [];
  return (
    <>
      {answer.rows.length > 0 && <StatsTable table={table} answer={answer} />}
      {answer.rows.length === 0 && <p class="dim none-yet">No event of the list counts here.</p>}
      {notes.map((note) => (
        <p key={note} class="dim none-yet">
          {visible(note)}
        </p>
      ))}
    </>
  );
}
