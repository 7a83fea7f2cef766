import type { JSX } from 'preact';
import { fields } from '../state/store.js';
import { Chooser } from './chooser.jsx';

interface FieldChooserProps {
  readonly label: string;
  readonly choose: (field: string) => void;
}

/** Lets the user choose a field that needs no argument. */
export function FieldChooser({ label, choose }: FieldChooserProps): JSX.Element {
  const choices = fields.value
    .filter(({ arg }) => arg !== 'required')
    .map(({ name, description }) => ({ title: name, about: description, run: () => choose(name) }));
  return <Chooser label={label} choices={choices} />;
}
