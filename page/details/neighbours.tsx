import type { JSX } from 'preact';
import { type Bond, chooseNeighbour, choosePartner } from '../state/choose.js';
import { details, isLog } from '../state/store.js';

const BONDS: readonly { readonly bond: Bond; readonly title: string; readonly key: string }[] = [
  { bond: 'thread', title: 'thread', key: 'n' },
  { bond: 'descriptor', title: 'fd', key: 'd' },
  { bond: 'process', title: 'process', key: 'p' },
  { bond: 'error', title: 'error', key: 'e' },
];

/** Ways from the chosen event to others. */
export function Neighbours(): JSX.Element | null {
  const event = details.value;
  if (event === null || isLog.value) return null;
  return (
    <span class="neighbours">
      <button type="button" class="quiet" disabled={event.partner < 0} title="Enter" onClick={choosePartner}>
        partner
      </button>
      {BONDS.map(({ bond, title, key }) => (
        <span key={bond} class="pair">
          <Step
            bond={bond}
            direction="previous"
            sign="‹"
            label={`Previous event: same ${title}`}
            key2={key.toUpperCase()}
          />
          {title}
          <Step bond={bond} direction="next" sign="›" label={`Next event: same ${title}`} key2={key} />
        </span>
      ))}
    </span>
  );
}

interface StepProps {
  readonly bond: Bond;
  readonly direction: 'previous' | 'next';
  readonly sign: string;
  readonly label: string;
  readonly key2: string;
}

function Step({ bond, direction, sign, label, key2 }: StepProps): JSX.Element {
  const isThere = (details.value?.[bond][direction] ?? -1) >= 0;
  return (
    <button
      type="button"
      class="quiet step"
      aria-label={label}
      title={`${label} (${key2})`}
      disabled={!isThere}
      onClick={() => chooseNeighbour(bond, direction)}
    >
      {sign}
    </button>
  );
}
