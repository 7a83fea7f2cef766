import { withChosen } from './choose.js';
import { openAgain } from './filter.js';
import { ignored } from './settings.js';
import { notice } from './store.js';

/** Events that can be left out. */
const MOST = 1000;

/** Leaves the chosen event out of the list and its views. */
export function ignoreChosen(): void {
  withChosen(({ num }) => {
    if (ignored.value.size === MOST) {
      notice.value = `No more than ${MOST} events can be ignored: a filter leaves out more.`;
      return;
    }
    ignored.value = new Set([...ignored.value, num]);
    void openAgain();
  });
}

/** Takes all events back that were left out. */
export function ignoreNone(): void {
  if (ignored.value.size === 0) {
    notice.value = 'No event is ignored.';
    return;
  }
  ignored.value = new Set();
  void openAgain();
}
