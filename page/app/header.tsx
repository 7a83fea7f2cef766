import type { JSX } from 'preact';
import { capture, dialog, page, readCount } from '../state/store.js';
import { captureSpan } from '../state/strips.js';
import { visible } from '../text/byte-string.js';
import { counted } from '../text/counts.js';
import { titleOf } from '../text/paths.js';
import { spanText } from '../text/times.js';
import { shownPages } from './pages.js';

/** What is looked at, and ways to other parts. */
export function Header(): JSX.Element {
  const name = visible(capture.value?.name ?? '');
  return (
    <header>
      <h1>sysshark</h1>
      <span class="name" title={name}>
        {capture.value === null ? '' : titleOf(capture.value)}
      </span>
      <span class="dim about">{about()}</span>
      <span class="sp" />
      <nav aria-label="Views">
        {shownPages().map(({ name, title }) => (
          <a
            key={name}
            href={`?v=${name}`}
            aria-current={page.value === name ? 'page' : undefined}
            onClick={(event) => {
              event.preventDefault();
              page.value = name;
            }}
          >
            {title}
          </a>
        ))}
      </nav>
      <button type="button" class="quiet" onClick={() => (dialog.value = 'keys')}>
        <kbd>?</kbd> keys
      </button>
      <button type="button" class="quiet" onClick={() => (dialog.value = 'commands')}>
        <kbd>Ctrl K</kbd> commands
      </button>
    </header>
  );
}

function about(): string {
  const events = counted(readCount.value, 'event');
  const span = captureSpan.value;
  if (span === null) return events;
  return `${events} · ${spanText(span.begin, span.end)}`;
}
