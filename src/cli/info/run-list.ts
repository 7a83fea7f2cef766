import {
  renderEventList,
  renderEventListJson,
  renderFieldList,
  renderFieldListJson,
  renderFieldListMarkdown,
  selectEvents,
  selectFields,
} from '../../output/list.js';
import { registryOf } from '../../run/source-fields.js';
import { SOURCES } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { printText } from '../print/print-text.js';

function eventText({ json }: RawOptions, words: readonly string[]): string {
  const events = selectEvents(words);
  return json ? renderEventListJson(events) : renderEventList(events);
}

function fieldText({ listMarkdown, json, verbose }: RawOptions, words: readonly string[]): string {
  const fields = selectFields(registryOf(SOURCES).listed, words);
  if (listMarkdown) return renderFieldListMarkdown(fields);
  return json ? renderFieldListJson(fields) : renderFieldList(fields, verbose === true);
}

/** Lists fields (-l) or events (-L), all or those that words select, as text, JSON or Markdown. Throws SyssharkError USAGE. */
export async function runList(options: RawOptions, words: readonly string[]): Promise<number> {
  const { listEvents, listMarkdown } = options;
  await printText(listEvents && !listMarkdown ? eventText(options, words) : fieldText(options, words));
  return EXIT.DONE;
}
