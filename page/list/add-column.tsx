import type { JSX } from 'preact';
import { FieldChooser } from '../app/field-chooser.jsx';
import { addColumn } from '../state/columns.js';

/** Lets the user choose a field for a new column. */
export const AddColumn = (): JSX.Element => <FieldChooser label="Add a column" choose={addColumn} />;
