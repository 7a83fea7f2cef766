import { timeFormatId } from '../state/settings.js';
import { TIME_FORMATS } from '../text/times.js';
import type { Command } from './command.js';

/** Ways to show times in the order of their keys, which are those of Stratoshark. */
const WITH_KEYS = ['date', 'time', 'epoch', 'begin', 'captured', 'shown', 'utc-date', 'utc'];
const placeOf = (id: string): number => (WITH_KEYS.includes(id) ? WITH_KEYS.indexOf(id) : WITH_KEYS.length);

/** The ways to show times. */
export const TIME_COMMANDS: readonly Command[] = [...TIME_FORMATS]
  .sort((a, b) => placeOf(a.id) - placeOf(b.id))
  .map(({ id, title }) => ({
    keys: WITH_KEYS.includes(id) ? [`Control+Alt+${placeOf(id) + 1}`] : [],
    title,
    part: 'Times',
    run: () => {
      timeFormatId.value = id;
    },
  }));
