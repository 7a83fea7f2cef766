import { computed, signal } from '@preact/signals';
import { capture, firstShown, notice, progress, shownCount } from './store.js';

/** Whether the capture comes as things happen. */
export const isLive = computed(() => capture.value?.isLive === true);
/** Whether more of it comes. */
export const isRecording = computed(() => isLive.value && progress.value?.isComplete === false);
/** The rows that the capture had when the page was paused; null while the page goes on. */
export const pausedAt = signal<number | null>(null);
/** The rows that the capture had when the list was made or grew last. */
export const reached = signal(0);
/** Rows of the list that have been in sight, or were there when the list was made. */
export const seen = signal(0);
/** Rows that have come to the list below those in sight. */
export const unseen = computed(() =>
  isLive.value ? Math.max(0, shownCount.value - Math.max(seen.value, firstShown.value)) : 0,
);

/** Holds the page as it is, or goes on. The capture goes on in any case. */
export function togglePause(): void {
  if (!isLive.value) {
    notice.value = 'Only a live capture can be paused.';
    return;
  }
  pausedAt.value = pausedAt.value === null ? reached.value : null;
  notice.value = pausedAt.value === null ? '' : 'Paused; the capture goes on.';
}
