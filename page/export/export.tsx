import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ExportForm } from '../../src/web/protocol.js';
import { messageOf } from '../api/client.js';
import { DialogBox } from '../app/dialog-box.jsx';
import { SaveForm } from '../app/save-form.jsx';
import { marks } from '../state/settings.js';
import { capture, cursor, dialog, notice, thereCount, view } from '../state/store.js';
import { visible } from '../text/byte-string.js';
import { counted } from '../text/counts.js';
import { baseName } from '../text/paths.js';
import { FORMS, type FormInfo } from './forms.js';
import { saveEvents } from './save-events.js';

/** Which events are saved. */
type Which = 'shown' | 'marked' | 'chosen';

const rowsOf: Readonly<Record<Which, () => readonly number[] | null>> = {
  shown: () => null,
  marked: () => [...marks.value].sort((a, b) => a - b),
  chosen: () => (cursor.value?.row == null ? [] : [cursor.value.row]),
};

/** Asks which events are saved, and how. */
export function Export(): JSX.Element {
  const which = useSignal<Which>('shown');
  const form = useSignal<ExportForm>('scap');
  const problem = useSignal('');
  const onSave = () => {
    saveEvents(form.value, rowsOf[which.value]()).then(
      () => {
        dialog.value = null;
        notice.value = 'The browser saves the events; it can cancel that, too.';
      },
      (error: unknown) => {
        problem.value = messageOf(error);
      },
    );
  };
  return (
    <DialogBox label="Save events">
      <SaveForm class="export" problem={problem.value} onSave={onSave}>
        <WhichEvents which={which} />
        <WhichForm form={form} events={rowsOf[which.value]()?.length ?? thereCount.value} />
        <Command form={form.value} which={which.value} />
      </SaveForm>
    </DialogBox>
  );
}

function WhichEvents({ which }: { which: Signal<Which> }): JSX.Element {
  const marked = marks.value.size;
  const choices: readonly (readonly [Which, string, boolean])[] = [
    ['shown', `All shown: ${counted(thereCount.value, 'event')}`, thereCount.value > 0],
    ['marked', `Marked: ${counted(marked, 'event')}`, marked > 0],
    ['chosen', 'The chosen event', cursor.value?.row != null],
  ];
  return (
    <fieldset>
      <legend>Events</legend>
      {choices.map(([name, title, isThere]) => (
        <label key={name}>
          <input
            type="radio"
            name="which"
            checked={which.value === name}
            disabled={!isThere}
            onChange={() => {
              which.value = name;
            }}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}

function WhichForm({ form, events }: { form: Signal<ExportForm>; events: number }): JSX.Element {
  return (
    <fieldset>
      <legend>Form</legend>
      {FORMS.map((info) => (
        <label key={info.form}>
          <input
            type="radio"
            name="form"
            checked={form.value === info.form}
            disabled={events > (info.most ?? Number.POSITIVE_INFINITY)}
            onChange={() => {
              form.value = info.form;
            }}
          />
          {info.title} <span class="dim">{info.about}</span>
        </label>
      ))}
    </fieldset>
  );
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that does the same. */
function Command({ form, which }: { form: ExportForm; which: Which }): JSX.Element | null {
  const { command } = FORMS.find((info) => info.form === form) as FormInfo;
  if (which !== 'shown') return null;
  const name = baseName(visible(capture.value?.name ?? ''));
  const text = visible(view.value?.filter ?? '');
  const filter = text === '' ? '' : quoted(text);
  const shown = command.replace('FILE', () => quoted(name)).replace('FILTER', () => filter);
  return (
    <p class="dim">
      The same on the command line: <code>{shown.trim()}</code>
    </p>
  );
}
