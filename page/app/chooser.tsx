import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { dialog } from '../state/store.js';
import { DialogBox } from './dialog-box.jsx';

/** Something that can be chosen by its name. */
export interface Choice {
  readonly title: string;
  readonly about: string;
  readonly run: () => void;
}

interface ChooserProps {
  readonly label: string;
  readonly choices: readonly Choice[];
}

const MOST = 100;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Lets the user choose from a long list by typing words, or parts of them, that a name has. */
export function Chooser({ label, choices }: ChooserProps): JSX.Element {
  const typed = useSignal('');
  const index = useSignal(0);
  const words = typed.value.toLowerCase().split(' ');
  const fits = (title: string): boolean => words.every((word) => title.includes(word));
  const found = choices.filter(({ title }) => fits(title.toLowerCase())).slice(0, MOST);
  const choose = (choice: Choice | undefined) => {
    dialog.value = null;
    choice?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) index.value = Math.max(0, Math.min(found.length - 1, index.value + step));
    else if (event.key === 'Enter') choose(found[index.value]);
    else return;
    event.preventDefault();
  };
  return (
    <DialogBox label={label}>
      <input
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={found.length === 0 ? undefined : `choice-${index.value}`}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          index.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <Choices found={found} index={index.value} choose={choose} />
    </DialogBox>
  );
}

interface ChoicesProps {
  readonly found: readonly Choice[];
  readonly index: number;
  readonly choose: (choice: Choice) => void;
}

function Choices({ found, index, choose }: ChoicesProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.children[index]?.scrollIntoView({ block: 'nearest' }), [index]);
  return (
    <div id="choices" class="choices" role="listbox" aria-label="Found" tabIndex={-1} ref={box}>
      {found.map((choice, at) => (
        <div
          key={choice.title}
          id={`choice-${at}`}
          role="option"
          aria-selected={at === index}
          class={at === index ? 'on' : ''}
          onClick={() => choose(choice)}
        >
          <span>{choice.title}</span>
          <span class="dim">{choice.about}</span>
        </div>
      ))}
    </div>
  );
}
