import type { Choice } from '../app/chooser.jsx';
import { askForTitle } from '../list/column-title.jsx';
import { fitColumn } from '../list/fit-column.js';
import { ALIGNS, changeColumn, columns, resetColumns, shiftColumn, shownColumns } from '../state/columns.js';
import { dialog } from '../state/store.js';

/** What can be done with columns, by name. */
export function columnCommands(): readonly Choice[] {
  const shown = shownColumns.value.flatMap(({ field, title }): Choice[] => [
    { title: `Column: Move ${title} left`, about: field, run: () => shiftColumn(field, -1) },
    { title: `Column: Move ${title} right`, about: field, run: () => shiftColumn(field, 1) },
    { title: `Column: Fit ${title} to its texts`, about: field, run: () => fitColumn(field) },
    ...ALIGNS.map(({ align, title: side }) => ({
      title: `Column: Align ${title}: ${side}`,
      about: field,
      run: () => changeColumn(field, { align }),
    })),
    { title: `Column: Title of ${title}`, about: field, run: () => askForTitle(field) },
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
