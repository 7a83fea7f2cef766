import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { SaveForm } from '../app/save-form.jsx';
import { columns, titleColumn, titledField } from '../state/columns.js';
import { dialog } from '../state/store.js';

/** Lets the user give a column another title. */
export function askForTitle(field: string): void {
  titledField.value = field;
  dialog.value = 'title';
}

/** Asks for the title of a column. */
export function ColumnTitle(): JSX.Element {
  const field = titledField.value;
  const onSave = (form: FormData) => {
    titleColumn(field, String(form.get('title')).trim());
    dialog.value = null;
  };
  return (
    <DialogBox label="Title of a column">
      <SaveForm problem="" onSave={onSave}>
        <label>
          Title of {field}; empty for the usual one
          <input
            type="text"
            name="title"
            autocomplete="off"
            defaultValue={columns.value.find((column) => column.field === field)?.title ?? ''}
          />
        </label>
      </SaveForm>
    </DialogBox>
  );
}
