import { effect } from '@preact/signals';
import type { CaptureInfo, FieldInfo, Progress } from '../../src/web/protocol.js';
import { get, linesOf } from '../api/client.js';
import { withoutArgument } from '../text/field-names.js';
import { titleOf } from '../text/paths.js';
import { readAddress } from './address.js';
import { chooseNothing, chooseRow, startDetails, wantRow } from './choose.js';
import { startColours } from './colour-rules.js';
import { columnsText, linkColumns } from './columns.js';
import { countedText, takeCounted } from './counted-field.js';
import { appliedFilter, applyFilter, isOpening, loadWholeView } from './filter.js';
import { holdPlace, keepPlace } from './place.js';
import { reportError } from './rows.js';
import { sort, sortOf, sortText } from './sort.js';
import { capture, cursor, fields, page, progress } from './store.js';

/** Loads the capture and goes where the address says. */
export async function start(): Promise<void> {
  try {
    const info = await get<CaptureInfo>('/api/capture');
    capture.value = info;
    progress.value = info.progress;
    document.title = `${titleOf(info)} – sysshark`;
    const { filter, row, page: shown, sort: order, columns, counted } = readAddress();
    page.value = shown;
    takeCounted(counted);
    sort.value = sortOf(order);
    if (columns !== '') await showColumns(columns);
    wantRow(row);
    startColours();
    startDetails();
    await applyFilter(filter);
    keepAddress();
    if (filter !== '' || sort.value !== null) void loadWholeView();
    void followChanges();
    await loadFields();
  } catch (error) {
    reportError(error);
  }
}

async function loadFields(): Promise<void> {
  if (fields.value.length === 0) fields.value = await get<FieldInfo[]>('/api/fields');
}

/** Shows the columns of a link. */
async function showColumns(text: string): Promise<void> {
  await loadFields();
  const names = new Set(fields.value.map(({ name }) => name));
  linkColumns(text, (field) => names.has(field) || names.has(withoutArgument(field)));
}

async function followChanges(): Promise<void> {
  try {
    for await (const line of linesOf<Progress>('/api/changes', new AbortController().signal)) {
      progress.value = line;
    }
  } catch (error) {
    reportError(error);
  }
}

function keepAddress(): void {
  effect(() => {
    if (isOpening.value) {
      holdPlace();
      return;
    }
    keepPlace({
      filter: appliedFilter.value,
      row: cursor.value?.row ?? null,
      page: page.value,
      sort: sortText(sort.value),
      columns: columnsText.value,
      counted: countedText.value,
    });
  });
  addEventListener('popstate', () => void goBack());
}

/** Follows the browser's back and forward. */
async function goBack(): Promise<void> {
  const { filter, row, page: shown, sort: order, columns, counted } = readAddress();
  page.value = shown;
  takeCounted(counted);
  await showColumns(columns);
  const isSorted = order === sortText(sort.value);
  sort.value = sortOf(order);
  if (filter !== appliedFilter.value || !isSorted) await applyFilter(filter);
  if (row === null) chooseNothing();
  else await chooseRow(row);
}
