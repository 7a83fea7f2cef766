import type { JSX } from 'preact';
import { isLive, isRecording, pausedAt, togglePause } from '../state/live.js';
import { capture } from '../state/store.js';
import { visible } from '../text/byte-string.js';

/** Whether the capture goes on, with which filter, and what holds the page. */
export function Live(): JSX.Element | null {
  if (!isLive.value) return null;
  const filter = capture.value?.recordFilter ?? '';
  const isPaused = pausedAt.value !== null;
  return (
    <span class="live">
      <span class={isRecording.value ? 'on' : 'dim'}>{isRecording.value ? 'live' : 'capture ended'}</span>
      {filter !== '' && <code title="The filter of the capture; that of the list is below">{visible(filter)}</code>}
      {(isRecording.value || isPaused) && (
        <button type="button" class="quiet" aria-pressed={isPaused} onClick={togglePause}>
          <kbd>z</kbd> {isPaused ? 'go on' : 'pause'}
        </button>
      )}
    </span>
  );
}
