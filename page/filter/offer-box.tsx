import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fields } from '../state/store.js';
import type { Offer } from './completion.js';
import { completion, offerIndex, offers, offersLack, takeOffer } from './offers.js';

/** What the filter may go on with, and what it means. */
export function Offers(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const index = offerIndex.value;
  useLayoutEffect(() => box.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest' }), [index]);
  const all = offers.value;
  const lack = offersLack.value;
  const chosen = all[Math.max(0, index)];
  return (
    <div
      class={all.length === 0 && lack === null ? 'offers none' : 'offers'}
      onPointerDown={(event) => event.preventDefault()}
    >
      <div id="offers" role="listbox" aria-label="Completions" ref={box}>
        {all.map((offer, at) => (
          <OfferLine key={offer.text} offer={offer} at={at} isOn={at === index} />
        ))}
      </div>
      {chosen !== undefined && <Explained offer={chosen} />}
      {lack !== null && (
        <p class="lack" role="status">
          Values are missing: {lack}
        </p>
      )}
    </div>
  );
}

interface LineProps {
  readonly offer: Offer;
  readonly at: number;
  readonly isOn: boolean;
}

function OfferLine({ offer, at, isOn }: LineProps): JSX.Element {
  return (
    <div
      id={`offer-${at}`}
      role="option"
      aria-selected={isOn}
      class={isOn ? 'offer on' : 'offer'}
      onClick={() => takeOffer(offer)}
    >
      <span class="name">
        <Typed text={offer.text} />
      </span>
      <span class="type">{offer.type}</span>
      <span class="about">{offer.description}</span>
    </div>
  );
}

function Typed({ text }: { text: string }): JSX.Element {
  const typed = completion.value?.typed ?? '';
  const at = typed === '' ? -1 : text.indexOf(typed);
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <b>{typed}</b>
      {text.slice(at + typed.length)}
    </>
  );
}

const SHOWN_VALUES = 24;

function Explained({ offer }: { offer: Offer }): JSX.Element {
  const field = fields.value.find(({ name }) => name === (completion.value?.field || offer.text));
  return (
    <div class="explained">
      {field === undefined ? (
        <p>{offer.type === 'history' ? 'An earlier filter.' : offer.description}</p>
      ) : (
        <>
          <p>
            <b>{field.name}</b> <span class="dim">{field.type}</span>
          </p>
          <p>{field.description}</p>
          {field.values !== null && <p class="dim">{field.values.slice(0, SHOWN_VALUES).join(', ')}</p>}
        </>
      )}
      <p class="dim">
        <kbd>Tab</kbd> take <kbd>↓</kbd> choose <kbd>Esc</kbd> close
      </p>
    </div>
  );
}
