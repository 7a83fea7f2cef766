import type { JSX } from 'preact';
import { Chooser } from '../app/chooser.jsx';
import { applyFilter } from '../state/filter.js';
import { timeFormatId } from '../state/settings.js';
import { capture } from '../state/store.js';
import { TIME_FORMATS } from '../text/times.js';
import { keyName } from './names.js';
import { COMMANDS } from './table.js';

/** Everything the page can do, by name. */
export function Commands(): JSX.Element {
  const commands = COMMANDS.map(({ part, title, keys, run }) => ({
    title: `${part}: ${title}`,
    about: keys.map(keyName).join(' '),
    run,
  }));
  const times = TIME_FORMATS.map(({ id, title }) => ({
    title: `Times: ${title}`,
    about: '',
    run: () => {
      timeFormatId.value = id;
    },
  }));
  const filters = (capture.value?.buttons ?? []).map(({ path, filter }) => ({
    title: `Filter: ${path.join(' › ')}`,
    about: filter,
    run: () => void applyFilter(filter),
  }));
  return <Chooser label="Commands" choices={[...commands, ...filters, ...times]} />;
}
