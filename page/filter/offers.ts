import { batch, computed, signal } from '@preact/signals';
import type { KnownValue, ValuesAnswer } from '../../src/web/protocol.js';
import { get } from '../api/client.js';
import { pause } from '../api/pause.js';
import { filterText } from '../state/filter.js';
import { filterHistory } from '../state/settings.js';
import { fields } from '../state/store.js';
import { type Completion, completionAt, type Offer, offersFor, typedValue, valueOffers } from './completion.js';

const caret = signal<number | null>(null);
/** Values that the server knows of a field, and why it knows no others. */
interface Known {
  readonly field: string;
  readonly known: readonly KnownValue[];
  readonly problem: string | null;
}
const NOTHING: Known = { field: '', known: [], problem: null };
const values = signal<Known>(NOTHING);
/** The chosen offer; -1 for none. */
export const offerIndex = signal(-1);

/** What may stand at the caret; null while nobody asks. */
export const completion = computed<Completion | null>(() =>
  caret.value === null ? null : completionAt(filterText.value, caret.value),
);

const HISTORY = 8;

/** What the filter may go on with. */
export const offers = computed<readonly Offer[]>(() => {
  const { value } = completion;
  if (value === null) return [];
  if (filterText.value === '') return past();
  const isKnown = value.kind === 'value' && values.value.field === value.field && values.value.known.length > 0;
  const more = isKnown ? valueOffers(values.value.known, value.typed) : offersFor(value, fields.value);
  return more.length === 1 && more[0]?.text === value.typed ? [] : more;
});

/** Why values are missing among the offers; null for nothing. */
export const offersLack = computed<string | null>(() => {
  const { value } = completion;
  return value?.kind === 'value' && values.value.field === value.field ? values.value.problem : null;
});

const past = (): Offer[] =>
  filterHistory.value.slice(0, HISTORY).map((text) => ({ text, type: 'history', description: '' }));

/** How long typing rests before values are asked for, in ms, and how long until those that are counted meanwhile are. */
const REST = 100;
const AGAIN = 500;
let asked = '';

/** Offers what may stand at a place of the text. */
export function takeCaret(at: number): void {
  batch(() => {
    caret.value = at;
    offerIndex.value = -1;
  });
  void loadValues();
}

/** Offers nothing more. */
export function closeOffers(): void {
  caret.value = null;
  asked = '';
}

async function loadValues(): Promise<void> {
  const { value } = completion;
  const query = value?.kind === 'value' ? queryOf(value) : '';
  if (query === asked) return;
  asked = query;
  await pause(REST);
  // what is chosen stays where it is
  const isWanted = (): boolean => query !== '' && query === asked && offerIndex.value < 0;
  try {
    while (isWanted() && !(await takeValues(value?.field ?? '', query))) await pause(AGAIN);
  } catch {
    // what cannot be offered can be typed
    values.value = NOTHING;
  }
}

const queryOf = ({ field, typed }: Completion): string =>
  `field=${encodeURIComponent(field)}&prefix=${encodeURIComponent(typedValue(typed))}`;

/** Takes the values of a field, if they are still asked for; returns whether these are all. */
async function takeValues(field: string, query: string): Promise<boolean> {
  const { values: known, isComplete, problem } = await get<ValuesAnswer>(`/api/values?${query}`);
  if (query === asked) values.value = { field, known, problem };
  return isComplete;
}

/** Writes an offer into the filter. */
export function takeOffer(offer: Offer): void {
  const { value } = completion;
  if (value === null) return;
  const isWhole = offer.type === 'history';
  const head = isWhole ? offer.text : `${filterText.value.slice(0, value.start)}${offer.text}`;
  const isSpaced = !isWhole && value.kind !== 'field';
  const space = isSpaced && !/^[=<>!]/.test(offer.text) ? ' ' : '';
  filterText.value = head + space + (isWhole ? '' : filterText.value.slice(value.end));
  closeOffers();
  const input = document.getElementById('filter') as HTMLInputElement;
  const place = head.length + space.length;
  queueMicrotask(() => {
    input.setSelectionRange(place, place);
    if (!isWhole) takeCaret(place);
  });
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Lets a key choose among the offers; returns whether it did. */
export function onOfferKey({ key }: KeyboardEvent): boolean {
  const { length } = offers.value;
  if (length === 0) return false;
  const step = STEPS[key];
  if (step !== undefined) {
    offerIndex.value = (offerIndex.value + step + length + (offerIndex.value < 0 && step < 0 ? 1 : 0)) % length;
    return true;
  }
  const chosen = offers.value[key === 'Tab' ? Math.max(0, offerIndex.value) : offerIndex.value];
  if ((key !== 'Tab' && key !== 'Enter') || chosen === undefined) return false;
  takeOffer(chosen);
  return true;
}
