import {
  renderEventList,
  renderEventListJson,
  renderFieldList,
  renderFieldListJson,
  renderFieldListMarkdown,
} from '../../output/list.js';
import { registryOf } from '../../run/source-fields.js';
import { SOURCES } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { printText } from '../print/print-text.js';

function listText({ listEvents, listMarkdown, json, verbose }: RawOptions): string {
  const fields = registryOf(SOURCES);
  if (listMarkdown) return renderFieldListMarkdown(fields);
  if (listEvents) return json ? renderEventListJson() : renderEventList();
  return json ? renderFieldListJson(fields) : renderFieldList(fields, verbose === true);
}

/** Lists fields (-l) or events (-L), as text, JSON or Markdown. */
export async function runList(options: RawOptions): Promise<number> {
  await printText(listText(options));
  return EXIT.DONE;
}
