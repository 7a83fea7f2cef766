import { setTimeFormat, timeDigits } from '../state/settings.js';
import { PRECISIONS, TIME_FORMATS } from '../text/times.js';
import type { Command } from './command.js';

/** Ways to show times in the order of their keys, which are those of Stratoshark. */
const WITH_KEYS = ['date', 'time', 'epoch', 'begin', 'captured', 'shown', 'utc-date', 'utc'];
const placeOf = (id: string): number => (WITH_KEYS.includes(id) ? WITH_KEYS.indexOf(id) : WITH_KEYS.length);

const FORMATS: readonly Command[] = [...TIME_FORMATS]
  .sort((a, b) => placeOf(a.id) - placeOf(b.id))
  .map(({ id, title }) => ({
    keys: WITH_KEYS.includes(id) ? [`Control+Alt+${placeOf(id) + 1}`] : [],
    title,
    part: 'Times',
    run: () => setTimeFormat(id),
  }));

const EXACT: readonly Command[] = PRECISIONS.map(({ digits, title }) => ({
  keys: [],
  title: `Precision: ${title}`,
  part: 'Times',
  run: () => {
    timeDigits.value = digits;
  },
}));

/** The ways to show times, and how exactly. */
export const TIME_COMMANDS: readonly Command[] = [...FORMATS, ...EXACT];
