import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly choices: readonly T[];
  readonly chosen: Signal<T>;
}

/** Lets the user choose one of few. */
export function Segments<T extends string>({ label, choices, chosen }: SegmentsProps<T>): JSX.Element {
  return (
    <fieldset class="segments" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={chosen.value === choice}
          onClick={() => {
            chosen.value = choice;
          }}
        >
          {choice}
        </button>
      ))}
    </fieldset>
  );
}
