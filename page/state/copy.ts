import { notice } from './store.js';

/** Puts a text into the clipboard. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notice.value = `Copied ${what}.`;
  } catch {
    notice.value = 'The browser does not let the page copy.';
  }
}
