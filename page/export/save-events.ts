import type { ExportForm, ExportRequest, ExportTicket } from '../../src/web/protocol.js';
import { post } from '../api/client.js';
import { shownColumns } from '../state/columns.js';
import { pausedAt } from '../state/live.js';
import { view } from '../state/store.js';

/** Lets the browser save events: those rows of the capture, or all of the list (null). Throws RefusedError. */
export async function saveEvents(form: ExportForm, rows: readonly number[] | null): Promise<void> {
  const { value } = view;
  if (value === null) return;
  const asked: ExportRequest = {
    view: value.id,
    form,
    fields: form === 'csv' ? shownColumns.value.map(({ field }) => field) : [],
    rows,
    // what came since is not shown
    before: pausedAt.value,
  };
  const { path } = await post<ExportTicket>('/api/exports', asked);
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}
