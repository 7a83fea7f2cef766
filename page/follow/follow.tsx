import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { StreamAnswer, StreamNote, StreamPiece } from '../../src/web/protocol.js';
import { jumpTo } from '../state/choose.js';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { cursor, dialog } from '../state/store.js';
import { timeText } from '../state/time-text.js';
import { visible } from '../text/byte-string.js';
import { counted, size } from '../text/counts.js';
import { alsoWith, termOf } from '../text/filter-terms.js';
import { HttpMessages } from './http.jsx';
import { Segments } from './segments.jsx';
import {
  FORMS,
  form,
  hasMovers,
  isFound,
  loadStream,
  moverOf,
  problem,
  SIDES,
  shownBytes,
  shownParts,
  side,
  sought,
  stream,
  textOf,
} from './stream.js';

/** What went through the descriptor of the event that was chosen when it was opened. */
export function Follow(): JSX.Element {
  const row = useSignal(cursor.peek()?.row ?? null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
    return row.value === null ? undefined : loadStream(row.value);
  }, []);
  const { value } = stream;
  return (
    <section class="pane follow" aria-label="Follow">
      <FollowBar name={value?.name ?? ''} />
      <div class="scroll pieces" role="region" aria-label="Stream" tabIndex={0} ref={box}>
        {problem.value !== null && <p class="bad">{problem.value}</p>}
        {form.value === 'HTTP'
          ? row.value !== null && <HttpMessages row={row.value} />
          : value !== null && <Pieces stream={value} />}
      </div>
    </section>
  );
}

function FollowBar({ name }: { name: string }): JSX.Element {
  const { value } = stream;
  return (
    <h2>
      <b>Follow</b>
      {name !== '' && <code>{visible(name)}</code>}
      {value !== null && (
        <span>
          {counted(value.reads, 'read')}, {size(value.readBytes)} · {counted(value.writes, 'write')},{' '}
          {size(value.writtenBytes)}
        </span>
      )}
      <span class="sp" />
      <Find />
      <Segments label="Side" choices={SIDES} chosen={side} />
      <Segments label="Form" choices={FORMS} chosen={form} />
      {value !== null && <FilterOut stream={value} />}
      <button type="button" class="chip plain" onClick={save}>
        Save…
      </button>
      <button type="button" class="quiet" onClick={() => (dialog.value = null)}>
        <kbd>Esc</kbd> close
      </button>
    </h2>
  );
}

/** Leaves what has the name of the descriptor out of the list. */
function FilterOut({ stream: { name, pieces } }: { stream: StreamAnswer }): JSX.Element | null {
  const term = name === '' ? null : termOf('fd.name', name, pieces[0]?.time ?? '0');
  if (term === null) return null;
  const act = () => {
    dialog.value = null;
    void applyFilter(alsoWith(appliedFilter.value, `not ${term}`));
  };
  return (
    <button type="button" class="chip plain" title={`not ${term}`} onClick={act}>
      Filter out
    </button>
  );
}

function Find(): JSX.Element {
  const next = (event: KeyboardEvent) => {
    if (event.key === 'Escape') dialog.value = null;
    if (event.key !== 'Enter') return;
    const found = [...document.querySelectorAll('.piece.found')];
    const at = found.findIndex((piece) => piece.classList.contains('at'));
    found[at]?.classList.remove('at');
    const step = event.shiftKey ? -1 : 1;
    const piece = found[(Math.max(at, event.shiftKey ? 0 : at) + step + found.length) % found.length];
    piece?.classList.add('at');
    piece?.scrollIntoView({ block: 'center' });
  };
  return (
    <input
      type="search"
      class="find"
      placeholder="find"
      aria-label="Find in the stream"
      onInput={({ currentTarget }) => {
        sought.value = currentTarget.value;
      }}
      onKeyDown={next}
    />
  );
}

function save(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(shownBytes());
  link.download = 'stream.bin';
  link.click();
  URL.revokeObjectURL(link.href);
}

const nothing = ({ name }: StreamAnswer): string =>
  name === '' ? 'The chosen event has no descriptor, or nothing went through it.' : 'Nothing went through it.';

function Pieces({ stream: answer }: { stream: StreamAnswer }): JSX.Element {
  const shown = shownParts(answer);
  const tellsMover = hasMovers(answer);
  return (
    <>
      {shown.length === 0 && <p class="dim">{nothing(answer)}</p>}
      {shown.map((part) =>
        'text' in part ? (
          <Note key={`note ${part.row}`} note={part} />
        ) : (
          <Piece key={part.row} piece={part} tellsMover={tellsMover} />
        ),
      )}
      {answer.isCut && <p class="dim">There is more; this is where the answer was cut.</p>}
    </>
  );
}

function Note({ note: { row, text } }: { note: StreamNote }): JSX.Element {
  return (
    <p class="note-line">
      <button type="button" class="quiet" onClick={() => void jumpTo(row)}>
        {text}
      </button>
    </p>
  );
}

function Piece({ piece, tellsMover }: { piece: StreamPiece; tellsMover: boolean }): JSX.Element {
  const isChosen = cursor.value?.row === piece.row;
  const classes = ['piece', piece.isRead ? 'read' : 'write', isChosen ? 'on' : '', isFound(piece) ? 'found' : ''];
  const kept = atob(piece.bytes).length;
  return (
    <article class={classes.filter((name) => name !== '').join(' ')} onClick={() => void jumpTo(piece.row)}>
      <button type="button" class="quiet from">
        <b>{piece.isRead ? '← read' : '→ write'}</b> {timeText(piece.time)} {counted(kept + piece.missing, 'byte')}{' '}
        {tellsMover && <span class="dim">by {moverOf(piece)}</span>}
      </button>
      <pre>{textOf(piece, form.value === 'HTTP' ? 'text' : form.value)}</pre>
      {piece.missing > 0 && <p class="dim">{counted(piece.missing, 'byte')} are not in the capture</p>}
    </article>
  );
}
