import type { JSX } from 'preact';
import { ownButtons } from '../state/colour-rules.js';
import { buttonLines, readButtons } from './lines.js';
import { LinesForm } from './lines-form.jsx';

/** Lets the user write filter buttons, beside those of the start. */
export function OwnButtons(): JSX.Element {
  return (
    <LinesForm
      label="Filter buttons"
      about='A button a line, in menus: "TRUE","menu // label","filter","comment", as in dfilter_buttons of Stratoshark'
      lines={buttonLines(ownButtons.value)}
      read={readButtons}
      nameOf={({ path }) => path.join(' › ')}
      use={(items) => {
        ownButtons.value = items;
      }}
      reset={() => {
        ownButtons.value = [];
      }}
    />
  );
}
