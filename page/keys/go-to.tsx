import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { goTo } from '../state/go-to.js';
import { dialog } from '../state/store.js';

/** Asks for an event's number or time. */
export function GoTo(): JSX.Element {
  const problem = useSignal('');
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get('place'));
    void goTo(text).then((why) => {
      if (why === null) dialog.value = null;
      else problem.value = why;
    });
  };
  return (
    <DialogBox label="Go to">
      <form onSubmit={onSubmit}>
        <label>
          Number of an event, or time as 22:15:25.67, or +1.5 for seconds from the first event
          <input type="text" name="place" autocomplete="off" />
        </label>
        <button type="submit" class="chip plain">
          Go
        </button>
        <p role="alert" class="bad">
          {problem.value}
        </p>
      </form>
    </DialogBox>
  );
}
