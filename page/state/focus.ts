/** Gives the list the keys. */
export function focusList(): void {
  document.getElementById('events')?.focus();
}

/** Gives the filter bar the keys, its text selected. */
export function focusFilter(): void {
  const input = document.getElementById('filter');
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}
