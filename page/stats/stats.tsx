import type { JSX } from 'preact';
import { currentClient } from '../api/client.js';
import { PAGES } from '../app/pages.js';
import { whyNot } from '../state/needs.js';
import { GraphPane } from './graph/graph-pane.jsx';
import { HeatPane } from './heat/heat-pane.jsx';
import { loadTable } from './load.js';
import { Properties } from './properties.jsx';
import { TablePane } from './table-pane.jsx';
import { TABLES } from './tables.js';
import { ValuesPane } from './values/values-pane.jsx';

/** What is shown above the tables, or instead of them. */
const OWN: Readonly<Record<string, () => JSX.Element>> = {
  latency: HeatPane,
  time: GraphPane,
  properties: Properties,
  values: ValuesPane,
};
/** Reports have no heat map. */
const OF_SERVERS: ReadonlySet<string> = new Set(['latency']);

/** Tables about the events of the list. */
export function Stats({ name }: { name: string }): JSX.Element {
  const info = PAGES.find((page) => page.name === name);
  const reason = info === undefined ? 'There is no such view.' : whyNot(info);
  if (info === undefined || reason !== null)
    return (
      <div class="stats">
        <p class="dim none-yet">{reason}</p>
      </div>
    );
  const { tables: names } = info;
  const tables = TABLES.filter((table) => names.includes(table.name));
  const Above = currentClient().isReport && OF_SERVERS.has(name) ? undefined : OWN[name];
  const layout = tables.length > 1 ? ' two' : Above !== undefined && tables.length > 0 ? ' pictured' : '';
  return (
    <div class={`stats${layout}`}>
      {Above !== undefined && <Above />}
      {tables.map((table) => (
        <TablePane key={table.name} table={table} load={(id, aborted) => loadTable(table.name, id, aborted)} />
      ))}
    </div>
  );
}
