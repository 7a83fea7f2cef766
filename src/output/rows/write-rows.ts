import { columnRows } from './column-rows.js';
import type { LayoutOf, RowContext, RowForm, RowLayout } from './form.js';
import { heatRows } from './heat-rows.js';
import { jsonRows } from './json-rows.js';
import { lineRows } from './line-rows.js';
import { listingRows } from './listing-rows.js';
import type { RowWriter } from './row-writer.js';
import { tableRows } from './table-rows.js';

type MakeWriter<Layout extends RowLayout> = (form: RowForm<Layout>, context: RowContext) => RowWriter;

const TEXT_WRITERS: { readonly [Kind in RowLayout['kind']]: MakeWriter<LayoutOf<Kind>> } = {
  table: tableRows,
  listing: listingRows,
  columns: columnRows,
  lines: lineRows,
  heat: heatRows,
};

/** What writes the rows of a form. */
export function rowWriter(form: RowForm, context: RowContext): RowWriter {
  const makeText = TEXT_WRITERS[form.layout.kind] as MakeWriter<RowLayout>;
  return context.isJson ? jsonRows(form) : makeText(form, context);
}
