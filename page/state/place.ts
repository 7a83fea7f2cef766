import { type Address, writeAddress } from './address.js';

/** How long the choice rests before the address tells it, in ms: browsers bound such changes. */
const REST = 300;

let pending: Address | null = null;
let rest: ReturnType<typeof setTimeout> | undefined;
/** Whether the place that comes is a step of the history. */
let isLeaving = false;

/** Lets the address tell a place, if that stays for a while. */
export function keepPlace(place: Address): void {
  pending = place;
  clearTimeout(rest);
  rest = setTimeout(write, REST);
}

/** Lets the address stay as it is while what comes next is not known. */
export function holdPlace(): void {
  pending = null;
  clearTimeout(rest);
}

function write(): void {
  if (pending !== null) writeAddress(pending, isLeaving);
  pending = null;
  isLeaving = false;
}

/** The browser's Back will lead to the present place, whatever is chosen next. Steps that quickly follow one another are one. */
export function leavePlace(): void {
  if (isLeaving) return;
  write();
  isLeaving = true;
}
