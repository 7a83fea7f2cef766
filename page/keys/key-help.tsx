import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { keyName } from './names.js';
import { COMMANDS } from './table.js';

const PARTS = [...new Set(COMMANDS.map(({ part }) => part))];

/** All keys. */
export function KeyHelp(): JSX.Element {
  return (
    <DialogBox label="Keys">
      <div class="keys">
        {PARTS.map((part) => (
          <section key={part}>
            <h3>{part}</h3>
            <dl>
              {COMMANDS.filter((command) => command.part === part).map(({ keys, title }) => (
                <div key={title}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{keyName(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="dim">
        In the details: <kbd>↑</kbd> <kbd>↓</kbd> choose a field, <kbd>←</kbd> <kbd>→</kbd> close and open,{' '}
        <kbd>Shift F10</kbd> menu.
      </p>
    </DialogBox>
  );
}
