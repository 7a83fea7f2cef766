import type { JSX } from 'preact';
import { FieldChooser } from '../../app/field-chooser.jsx';
import { countField } from '../../state/counted-field.js';

/** Lets the user choose the field whose values are counted. */
export const ChooseCounted = (): JSX.Element => (
  <FieldChooser label="Count the values of a field" choose={countField} />
);
