import type { JSX } from 'preact';
import { ignoreNone } from '../state/ignoring.js';
import { isLive } from '../state/live.js';
import { whyNot } from '../state/needs.js';
import { ignored, marks } from '../state/settings.js';
import { cursor, details, failure, firstShown, notice, progress, thereCount } from '../state/store.js';
import { count } from '../text/counts.js';
import { lossText } from '../text/losses.js';
import { Live } from './live.jsx';

/** Keys, what they do, and whether they do nothing in logs. */
const HINTS: readonly (readonly [keys: string, title: string, needsCalls?: true])[] = [
  ['/', 'filter'],
  ['Enter', 'partner', true],
  ['n N', 'same thread', true],
  ['f', 'follow', true],
  ['m', 'mark'],
  ['g', 'go to'],
];

/** Where the list stands, and what just happened. */
export function Status(): JSX.Element {
  return (
    <footer>
      <Live />
      <Place />
      {marks.value.size > 0 && <span>{marks.value.size} marked</span>}
      {ignored.value.size > 0 && (
        <button type="button" class="quiet" title="Show them again" onClick={ignoreNone}>
          {ignored.value.size} ignored
        </button>
      )}
      <span role="status" class="notice">
        {failure.value === 'gone' ? 'The server has ended; what was loaded stays.' : notice.value}
      </span>
      <span class="sp" />
      {HINTS.filter(([, , needsCalls]) => whyNot({ needsCalls }) === null).map(([keys, title]) => (
        <span key={title} class="hint">
          {keys.split(' ').map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {title}
        </span>
      ))}
      <Losses />
      <Indexed />
    </footer>
  );
}

function Place(): JSX.Element {
  const at = cursor.value;
  if (at === null) return <span>no event</span>;
  return (
    <span>
      event <b>{details.value === null ? '…' : details.value.num}</b> ·{' '}
      {at.isIn ? (
        <>
          row <b>{count(Math.max(0, at.position - firstShown.value) + 1)}</b> of {count(thereCount.value)}
        </>
      ) : (
        'not in the list'
      )}
    </span>
  );
}

/** What was lost while the capture was recorded. */
function Losses(): JSX.Element | null {
  const text = lossText(progress.value?.losses);
  return text === null ? null : <span class="bad">{text}</span>;
}

function Indexed(): JSX.Element | null {
  const { value } = progress;
  if (value === null) return null;
  if (value.problem !== null) return <span class="bad">{value.problem}</span>;
  const share = value.size === null || value.size === 0 ? null : Math.floor((100 * value.bytes) / value.size);
  if (value.begin !== null) return <span>older than event {count(value.begin.num)} dropped</span>;
  if (isLive.value) return null;
  if (value.isComplete) return <span>all read</span>;
  return <span>{share === null ? 'reading' : `read ${share} %`}</span>;
}
