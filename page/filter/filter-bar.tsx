import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { appliedFilter, applyFilter, filterError, filterText, isApplied } from '../state/filter.js';
import { focusList } from '../state/focus.js';
import { Buttons } from './buttons.jsx';
import { Found } from './found.jsx';
import { Offers } from './offer-box.jsx';
import { closeOffers, offerIndex, offers, onOfferKey, takeCaret } from './offers.js';
import { tokensOf } from './tokens.js';

/** Where the display filter is written. */
export function FilterBar(): JSX.Element {
  return (
    <search class="filter">
      <FilterInput />
      <Found />
      <Buttons />
    </search>
  );
}

function stateClass(): string {
  if (filterError.value !== null) return 'err';
  return appliedFilter.value !== '' && isApplied.value ? 'ok' : '';
}

function FilterInput(): JSX.Element {
  const mirror = useRef<HTMLPreElement>(null);
  const follow = (event: Event) => {
    if (mirror.current) mirror.current.scrollLeft = (event.currentTarget as HTMLElement).scrollLeft;
  };
  const onInput = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    filterText.value = input.value;
    filterError.value = null;
    takeCaret(input.selectionStart ?? 0);
    follow(event);
  };
  const isOpen = offers.value.length > 0;
  return (
    <div class={`in ${stateClass()}`}>
      <pre aria-hidden="true" ref={mirror}>
        <Coloured />
      </pre>
      <input
        id="filter"
        type="text"
        spellcheck={false}
        autocomplete="off"
        placeholder="Filter: all events"
        aria-label="Display filter"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="offers"
        aria-autocomplete="list"
        aria-activedescendant={isOpen && offerIndex.value >= 0 ? `offer-${offerIndex.value}` : undefined}
        aria-invalid={filterError.value !== null}
        aria-describedby="filter-error"
        value={filterText.value}
        onInput={onInput}
        onScroll={follow}
        onBlur={closeOffers}
        onKeyDown={onKey}
      />
      <FilterMessage />
      <Offers />
    </div>
  );
}

function onKey(event: KeyboardEvent): void {
  if (onOfferKey(event)) {
    event.preventDefault();
    return;
  }
  if (event.key === 'Enter') {
    closeOffers();
    void applyFilter(filterText.value);
    if (!event.shiftKey) focusList();
  } else if (event.key === 'Escape') {
    if (offers.value.length > 0) closeOffers();
    else {
      filterText.value = appliedFilter.value;
      filterError.value = null;
      focusList();
    }
  } else if (event.key === 'ArrowDown') takeCaret((event.currentTarget as HTMLInputElement).selectionStart ?? 0);
  else return;
  event.preventDefault();
}

function Coloured(): JSX.Element {
  const wrong = filterError.value?.position ?? null;
  return (
    <>
      {tokensOf(filterText.value).map(({ kind, text, start }) => {
        const isWrong = wrong !== null && wrong >= start && wrong < start + text.length;
        return (
          <span key={start} class={isWrong ? `${kind} wrong` : kind}>
            {text}
          </span>
        );
      })}
      {wrong !== null && wrong >= filterText.value.length && <span class="wrong"> </span>}
    </>
  );
}

function FilterMessage(): JSX.Element {
  const error = filterError.value;
  return (
    <div id="filter-error" class={error === null ? 'message none' : 'message'} role="alert">
      {error !== null && (
        <>
          {error.position !== null && <pre aria-hidden="true">{`${' '.repeat(error.position)}^`}</pre>}
          <span>{error.message}</span>
        </>
      )}
    </div>
  );
}
