import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

/** Switches between a picture and the table behind it. */
export const TableToggle = ({ isOn }: { isOn: Signal<boolean> }): JSX.Element => (
  <button
    type="button"
    class="chip plain"
    aria-pressed={isOn.value}
    onClick={() => {
      isOn.value = !isOn.value;
    }}
  >
    Table
  </button>
);
