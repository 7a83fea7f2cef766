import type { JSX } from 'preact';
import { Chooser } from '../app/chooser.jsx';
import { addColumn } from '../state/columns.js';
import { fields } from '../state/store.js';

/** Lets the user choose a field for a new column. */
export function AddColumn(): JSX.Element {
  const choices = fields.value
    .filter(({ arg }) => arg !== 'required')
    .map(({ name, description }) => ({ title: name, about: description, run: () => addColumn(name) }));
  return <Chooser label="Add a column" choices={choices} />;
}
