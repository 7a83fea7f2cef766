import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { SaveForm } from '../app/save-form.jsx';
import { appliedFilter } from '../state/filter.js';
import { nameFilter, savedFilters } from '../state/settings.js';
import { dialog } from '../state/store.js';

/** Asks for the name of the filter that is applied. */
export function SaveFilter(): JSX.Element {
  const problem = useSignal('');
  const filter = appliedFilter.value;
  const known = savedFilters.value.find((other) => other.filter === filter);
  const onSave = (form: FormData) => {
    const [name, comment] = ['name', 'comment'].map((field) => String(form.get(field)).trim());
    if (nameFilter({ name: name || filter, comment: comment ?? '', filter })) dialog.value = null;
    else problem.value = `Another filter is named "${name}"`;
  };
  return (
    <DialogBox label="Save this filter">
      {filter === '' ? (
        <p>All events are shown: there is no filter to save.</p>
      ) : (
        <SaveForm problem={problem.value} onSave={onSave}>
          <p class="filter-text">{filter}</p>
          <label>
            Name
            <input type="text" name="name" autocomplete="off" defaultValue={known?.name ?? ''} />
          </label>
          <label>
            Comment
            <input type="text" name="comment" autocomplete="off" defaultValue={known?.comment ?? ''} />
          </label>
        </SaveForm>
      )}
    </DialogBox>
  );
}
