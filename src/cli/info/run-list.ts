import { BUILT_IN_FIELDS } from '../../fields/built-in.js';
import {
  renderEventList,
  renderEventListJson,
  renderFieldList,
  renderFieldListJson,
  renderFieldListMarkdown,
} from '../../output/list.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { printText } from '../print/print-text.js';

function listText({ listEvents, listMarkdown, json, verbose }: RawOptions): string {
  if (listMarkdown) return renderFieldListMarkdown(BUILT_IN_FIELDS);
  if (listEvents) return json ? renderEventListJson() : renderEventList();
  return json ? renderFieldListJson(BUILT_IN_FIELDS) : renderFieldList(BUILT_IN_FIELDS, verbose === true);
}

/** Lists fields (-l) or events (-L), as text, JSON or Markdown. */
export async function runList(options: RawOptions): Promise<number> {
  await printText(listText(options));
  return EXIT.DONE;
}
