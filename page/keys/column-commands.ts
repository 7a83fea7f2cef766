import type { Choice } from '../app/chooser.jsx';
import { fitColumn } from '../list/fit-column.js';
import { changeColumn, columns, resetColumns, shiftColumn, shownColumns } from '../state/columns.js';
import { dialog } from '../state/store.js';

/** What can be done with columns, by name. */
export function columnCommands(): readonly Choice[] {
  const shown = shownColumns.value.flatMap(({ field, title }): Choice[] => [
    { title: `Column: Move ${title} left`, about: field, run: () => shiftColumn(field, -1) },
    { title: `Column: Move ${title} right`, about: field, run: () => shiftColumn(field, 1) },
    { title: `Column: Fit ${title} to its texts`, about: field, run: () => fitColumn(field) },
    { title: `Column: Hide ${title}`, about: field, run: () => changeColumn(field, { isHidden: true }) },
  ]);
  const hidden = columns.value
    .filter(({ isHidden }) => isHidden)
    .map(
      ({ field, title }): Choice => ({
        title: `Column: Show ${title}`,
        about: field,
        run: () => changeColumn(field, { isHidden: false }),
      }),
    );
  return [
    ...hidden,
    ...shown,
    { title: 'Column: Add…', about: '', run: () => (dialog.value = 'columns') },
    { title: 'Column: Those of the start', about: '', run: resetColumns },
  ];
}
