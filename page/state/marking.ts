import { jumpTo, withChosen } from './choose.js';
import { marks, references } from './settings.js';
import { cursor, notice } from './store.js';

/** Marks the chosen event, or takes the mark off. */
export function toggleMark(): void {
  const row = cursor.value?.row ?? null;
  if (row === null) return;
  const changed = new Set(marks.value);
  if (!changed.delete(row)) changed.add(row);
  marks.value = changed;
}

/** Makes later times relative to the chosen event, or no longer. */
export function toggleReference(): void {
  withChosen(({ row, time }) => {
    const changed = new Map(references.value);
    if (!changed.delete(row)) changed.set(row, time);
    references.value = changed;
  });
}

/** Goes to the next mark after the chosen event, or the previous one. */
export function chooseMark(direction: 1 | -1): void {
  const row = cursor.value?.row ?? 0;
  const there = [...marks.value].filter((mark) => (mark - row) * direction > 0);
  const nearest = direction > 0 ? Math.min(...there) : Math.max(...there);
  if (there.length === 0) notice.value = 'No more marks.';
  else void jumpTo(nearest);
}
