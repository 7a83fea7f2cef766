import type { JSX } from 'preact';
import { DialogBox } from '../app/dialog-box.jsx';
import { keyName } from './names.js';
import { shownCommands } from './table.js';

/** All keys. */
export function KeyHelp(): JSX.Element {
  const commands = shownCommands();
  const parts = [...new Set(commands.map(({ part }) => part))];
  return (
    <DialogBox label="Keys">
      <div class="keys">
        {parts.map((part) => (
          <section key={part}>
            <h3>{part}</h3>
            <dl>
              {commands
                .filter((command) => command.part === part && command.keys.length > 0)
                .map(({ keys, title }) => (
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
        In the details: <kbd>↑</kbd> <kbd>↓</kbd> choose a field, <kbd>←</kbd> <kbd>→</kbd> close and open, with{' '}
        <kbd>Shift</kbd> all that is below, with <kbd>Ctrl</kbd> everything; <kbd>Backspace</kbd> goes up,{' '}
        <kbd>Shift F10</kbd> opens the menu. <kbd>Alt ←</kbd> goes back to where you were, <kbd>Alt →</kbd> forward.
      </p>
    </DialogBox>
  );
}
