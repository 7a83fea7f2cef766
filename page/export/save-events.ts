import type { ExportForm, ExportRequest, ExportTicket } from '../../src/web/protocol.js';
import { messageOf, post, textAt } from '../api/client.js';
import { shownColumns } from '../state/columns.js';
import { copy } from '../state/copy.js';
import { pausedAt } from '../state/live.js';
import { notice, view } from '../state/store.js';

/** Has events made: those rows of the capture, or all of the list (null). Returns where they can be fetched. Throws RefusedError. */
async function pathOf(form: ExportForm, rows: readonly number[] | null): Promise<string | null> {
  const { value } = view;
  if (value === null) return null;
  const asked: ExportRequest = {
    view: value.id,
    form,
    fields: form === 'csv' ? shownColumns.value.map(({ field }) => field) : [],
    rows,
    // what came since is not shown
    before: pausedAt.value,
  };
  return (await post<ExportTicket>('/api/exports', asked)).path;
}

/** Lets the browser save events: those rows of the capture, or all of the list (null). Throws RefusedError. */
export async function saveEvents(form: ExportForm, rows: readonly number[] | null): Promise<void> {
  const path = await pathOf(form, rows);
  if (path === null) return;
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}

/** Copies rows of the capture as CSV, as they are saved. */
export async function copyAsCsv(rows: readonly number[], what: string): Promise<void> {
  try {
    const path = await pathOf('csv', rows);
    if (path !== null) await copy(await textAt(path), what);
  } catch (error) {
    notice.value = messageOf(error);
  }
}
