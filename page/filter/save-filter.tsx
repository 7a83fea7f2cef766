import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { appliedFilter } from '../state/filter.js';
import { nameFilter, savedFilters } from '../state/settings.js';
import { dialog } from '../state/store.js';

/** Asks for the name of the filter that is applied. */
export function SaveFilter(): JSX.Element {
  const problem = useSignal('');
  const filter = appliedFilter.value;
  const known = savedFilters.value.find((other) => other.filter === filter);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [name, comment] = ['name', 'comment'].map((field) => String(form.get(field)).trim());
    if (nameFilter({ name: name || filter, comment: comment ?? '', filter })) dialog.value = null;
    else problem.value = `Another filter is named "${name}"`;
  };
  return (
    <DialogBox label="Save this filter">
      {filter === '' ? (
        <p>All events are shown: there is no filter to save.</p>
      ) : (
        <form onSubmit={onSubmit}>
          <p class="filter-text">{filter}</p>
          <label>
            Name
            <input type="text" name="name" autocomplete="off" defaultValue={known?.name ?? ''} />
          </label>
          <label>
            Comment
            <input type="text" name="comment" autocomplete="off" defaultValue={known?.comment ?? ''} />
          </label>
          <button type="submit" class="chip plain">
            Save
          </button>
          <p role="alert" class="bad">
            {problem.value}
          </p>
        </form>
      )}
    </DialogBox>
  );
}
