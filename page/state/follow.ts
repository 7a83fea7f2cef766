import { dialog, page } from './store.js';

/** Shows what went through the chosen event's descriptor, below the list. */
export function followDescriptor(): void {
  page.value = 'events';
  dialog.value = 'follow';
}
