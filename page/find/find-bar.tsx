import type { JSX } from 'preact';
import { Segments } from '../follow/segments.jsx';
import { focusList } from '../state/focus.js';
import { page } from '../state/store.js';
import { closeFind, findNext, findProblem, form, isFindOpen, isSeeking, sought } from './find.js';
import { FORMS } from './sought-filter.js';

/** Where what is sought is written; the list stays as it is. */
export function FindBar(): JSX.Element | null {
  if (!isFindOpen.value || page.value !== 'events') return null;
  return (
    <search class="find-bar" aria-label="Find">
      <Segments label="Find" choices={FORMS} chosen={form} />
      <input
        id="find"
        type="text"
        class="find"
        spellcheck={false}
        autocomplete="off"
        placeholder={form.value === 'text' ? 'A text in the columns, or in what was read and written' : 'A filter'}
        aria-label="What to find"
        aria-invalid={findProblem.value !== ''}
        value={sought.value}
        onInput={({ currentTarget }) => {
          sought.value = currentTarget.value;
          findProblem.value = '';
        }}
        onKeyDown={onKey}
      />
      <button type="button" class="chip plain" onClick={() => void findNext(-1)}>
        Previous
      </button>
      <button type="button" class="chip plain" onClick={() => void findNext(1)}>
        Next
      </button>
      <span class="said" role="status">
        {findProblem.value === '' ? isSeeking.value && 'Searching…' : <span class="bad">{findProblem.value}</span>}
      </span>
      <button type="button" class="quiet" onClick={close}>
        <kbd>Esc</kbd> close
      </button>
    </search>
  );
}

function close(): void {
  closeFind();
  focusList();
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Enter') void findNext(event.shiftKey ? -1 : 1);
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
}
