import type { JSX } from 'preact';
import { Chooser } from '../../app/chooser.jsx';
import { countField } from '../../state/counted-field.js';
import { fields } from '../../state/store.js';

/** Lets the user choose the field whose values are counted. */
export function ChooseCounted(): JSX.Element {
  const choices = fields.value
    .filter(({ arg }) => arg !== 'required')
    .map(({ name, description }) => ({ title: name, about: description, run: () => countField(name) }));
  return <Chooser label="Count the values of a field" choices={choices} />;
}
