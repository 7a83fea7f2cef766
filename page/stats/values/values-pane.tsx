import type { JSX } from 'preact';
import type { StatsAnswer } from '../../../src/web/protocol.js';
import { get } from '../../api/client.js';
import { countable, countedField, countField } from '../../state/counted-field.js';
import { dialog } from '../../state/store.js';
import { TablePane } from '../table-pane.jsx';
import type { ShownTable } from '../tables.js';

const loadValues = (field: string, viewId: number, aborted: AbortSignal): Promise<StatsAnswer> =>
  get<StatsAnswer>(`/api/stats/values?view=${viewId}&field=${encodeURIComponent(field)}`, aborted);

const tableOf = (field: string): ShownTable => ({
  name: `values ${field}`,
  title: 'Values',
  about: `of ${field}`,
  columns: [
    { name: field, title: field, isId: true },
    { name: 'events', title: 'Events', hasBar: true },
  ],
});

/** How many events of the list have each value of a field. */
export function ValuesPane(): JSX.Element {
  const field = countedField.value;
  return (
    <TablePane
      key={field}
      table={tableOf(field)}
      load={(viewId, aborted) => loadValues(field, viewId, aborted)}
      isOfList={true}
    >
      <FieldChips />
    </TablePane>
  );
}

/** The fields of the list's columns, and the way to any other. */
function FieldChips(): JSX.Element {
  const known = countable.value;
  const own = countedField.value;
  const isKnown = known.some(({ field }) => field === own);
  const chips = isKnown ? known : [...known, { field: own, title: own }];
  return (
    <div class="chips" role="group" aria-label="Count the values of">
      {chips.map(({ field, title }) => (
        <button
          key={field}
          type="button"
          class="chip plain"
          title={field}
          aria-pressed={field === own}
          onClick={() => countField(field)}
        >
          {title}
        </button>
      ))}
      <button type="button" class="chip plain" aria-haspopup="dialog" onClick={() => (dialog.value = 'counted')}>
        Other field…
      </button>
    </div>
  );
}
