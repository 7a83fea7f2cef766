import type { FieldDef } from '../../fields/field.js';
import {
  fieldsOfSource,
  renderEventList,
  renderEventListJson,
  renderFieldList,
  renderFieldListJson,
  renderFieldListMarkdown,
  selectEvents,
  selectFields,
} from '../../output/list.js';
import { registryOf } from '../../run/source-fields.js';
import type { SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { parsePlugins } from '../options/plugin-input.js';
import { printText } from '../print/print-text.js';

function eventText({ json }: RawOptions, words: readonly string[]): string {
  const events = selectEvents(words);
  return json ? renderEventListJson(events) : renderEventList(events);
}

function fieldText(
  { list, listMarkdown, json, verbose }: RawOptions,
  words: readonly string[],
  sources: readonly SourceKind[],
): string {
  const registry = registryOf(sources);
  const source = listMarkdown || list || '';
  const listed = source === '' ? registry.listed : fieldsOfSource(registry, source);
  const fields = selectFields(listed, words);
  const sourcesOf = (field: FieldDef): readonly string[] => registry.sourcesOf(field);
  if (listMarkdown !== undefined) return renderFieldListMarkdown(fields, sourcesOf);
  return json ? renderFieldListJson(fields, sourcesOf) : renderFieldList(fields, sourcesOf, verbose === true);
}

/**
 * Lists fields (-l), also those of `sources`, or events (-L): all or those that words select, as text, JSON or Markdown.
 * Throws SyssharkError USAGE, also for wrong settings of -H.
 */
export async function runList(
  options: RawOptions,
  words: readonly string[],
  sources: readonly SourceKind[],
): Promise<number> {
  const { listEvents, listMarkdown, plugin = [] } = options;
  parsePlugins(plugin, sources);
  const isOfEvents = listEvents === true && listMarkdown === undefined;
  await printText(isOfEvents ? eventText(options, words) : fieldText(options, words, sources));
  return EXIT.DONE;
}
