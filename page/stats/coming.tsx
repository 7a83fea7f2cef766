import type { JSX } from 'preact';

/** Stands where something will be that needs all events of the list. */
export const Coming = (): JSX.Element => (
  <p class="dim none-yet coming" role="status">
    Reading all events…
  </p>
);
