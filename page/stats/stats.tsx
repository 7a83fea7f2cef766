import type { JSX } from 'preact';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { currentClient } from '../api/client.js';
import { PAGES } from '../app/pages.js';
import { visible } from '../text/byte-string.js';
import { counted } from '../text/counts.js';
import { Coming } from './coming.jsx';
import { GraphPane } from './graph/graph-pane.jsx';
import { HeatPane } from './heat/heat-pane.jsx';
import { loadTable } from './load.js';
import { Properties } from './properties.jsx';
import { StatsTable } from './stats-table.jsx';
import { type ShownTable, TABLES } from './tables.js';
import { useOfView } from './use-of-view.js';

/** What is shown above the tables, or instead of them. */
const OWN: Readonly<Record<string, () => JSX.Element>> = {
  latency: HeatPane,
  time: GraphPane,
  properties: Properties,
};
const OF_REPORTS: ReadonlySet<string> = new Set(['properties']);

/** Tables about the events of the list. */
export function Stats({ name }: { name: string }): JSX.Element {
  const names = PAGES.find((page) => page.name === name)?.tables ?? [];
  const tables = TABLES.filter((table) => names.includes(table.name));
  const Above = currentClient().isReport && !OF_REPORTS.has(name) ? undefined : OWN[name];
  const layout = tables.length > 1 ? ' two' : Above !== undefined && tables.length > 0 ? ' pictured' : '';
  return (
    <div class={`stats${layout}`}>
      {Above !== undefined && <Above />}
      {tables.map((table) => (
        <TablePane key={table.name} table={table} />
      ))}
    </div>
  );
}

function TablePane({ table }: { table: ShownTable }): JSX.Element {
  const { answer, problem } = useOfView<StatsAnswer>((id, aborted) => loadTable(table.name, id, aborted), table.name);
  const rows = answer.value?.rows.length ?? 0;
  return (
    <section class="pane" aria-label={table.title}>
      <h2>
        <b>{table.title}</b>
        <span>
          {table.about}
          {currentClient().isReport && ' · of the whole report, whatever the filter'}
          {rows > 0 && ` · ${counted(rows, 'row')} · Enter: their events`}
        </span>
      </h2>
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
