import type { JSX } from 'preact';
import { ownRules, startRules } from '../state/colour-rules.js';
import { readRules, ruleLines } from './lines.js';
import { LinesForm } from './lines-form.jsx';

/** Lets the user write the rules that colour events. */
export function ColourRules(): JSX.Element {
  const rules = ownRules.value ?? startRules.value.map((rule) => ({ ...rule, isOff: false }));
  return (
    <LinesForm
      label="Colour rules"
      about="A rule a line, the first that fits counts: @name@filter@[background][text], as in colorfilters of Stratoshark"
      lines={ruleLines(rules)}
      read={readRules}
      nameOf={({ name }) => name}
      use={(items) => {
        ownRules.value = items;
      }}
      reset={() => {
        ownRules.value = null;
      }}
    />
  );
}
