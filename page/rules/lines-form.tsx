import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { FilterSetAnswer } from '../../src/web/protocol.js';
import { messageOf, post } from '../api/client.js';
import { DialogBox } from '../app/dialog-box.jsx';
import { dialog } from '../state/store.js';
import { charsOf } from '../text/byte-string.js';
import type { Read } from './lines.js';

/** Something with a filter, of which there is a line each. */
interface Filtered {
  readonly filter: string;
}

interface FormProps<T extends Filtered> {
  readonly label: string;
  readonly about: string;
  /** The lines that are there. */
  readonly lines: string;
  readonly read: (text: string) => Read<T>;
  readonly nameOf: (item: T) => string;
  /** Takes what the lines say. */
  readonly use: (items: readonly T[]) => void;
  /** Goes back to what was there at the start. */
  readonly reset: () => void;
}

/** What is wrong with a line: its number or name, the filter with the place, and why. */
interface Problem {
  readonly of: string;
  readonly filter: string;
  /** In characters; null for no place. */
  readonly position: number | null;
  readonly message: string;
}

async function problemsOf<T extends Filtered>(read: Read<T>, nameOf: (item: T) => string): Promise<Problem[]> {
  const found = read.wrong.map((line) => ({
    of: `line ${line}`,
    filter: '',
    position: null,
    message: 'is no such line',
  }));
  const filters = read.items.map(({ filter }) => filter);
  const { problems } = await post<FilterSetAnswer>('/api/filters', { filters });
  const wrong = problems.flatMap((problem, at) => {
    const item = read.items[at];
    if (problem === null || item === undefined) return [];
    const { message, position } = problem;
    return { of: nameOf(item), filter: item.filter, position, message };
  });
  return [...found, ...wrong];
}

/** Lets the user write lines, which are taken if all are right. */
export function LinesForm<T extends Filtered>(props: FormProps<T>): JSX.Element {
  const { label, about, lines, read, nameOf, use, reset } = props;
  const problems = useSignal<readonly Problem[]>([]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = read(String(new FormData(event.currentTarget as HTMLFormElement).get('lines')));
    problemsOf(found, nameOf).then(
      (wrong) => {
        problems.value = wrong;
        if (wrong.length > 0) return;
        use(found.items);
        dialog.value = null;
      },
      (error: unknown) => {
        problems.value = [{ of: '', filter: '', position: null, message: messageOf(error) }];
      },
    );
  };
  return (
    <DialogBox label={label}>
      <form class="lines-form" onSubmit={onSubmit}>
        <label>
          {about}
          <textarea name="lines" spellcheck={false} rows={16} wrap="off" defaultValue={lines} />
        </label>
        <p>
          <button type="submit" class="chip plain">
            Use these
          </button>{' '}
          <button
            type="button"
            class="chip plain"
            onClick={() => {
              reset();
              dialog.value = null;
            }}
          >
            Those of the start
          </button>
        </p>
        <div role="alert">
          {problems.value.map((problem, at) => (
            <Wrong key={at} problem={problem} />
          ))}
        </div>
      </form>
    </DialogBox>
  );
}

function Wrong({ problem: { of, filter, position, message } }: { problem: Problem }): JSX.Element {
  return (
    <div class="wrong-line">
      <b>{of}</b> <span class="bad">{message}</span>
      {position !== null && <pre>{`${filter}\n${' '.repeat(charsOf(filter, position))}^`}</pre>}
    </div>
  );
}
