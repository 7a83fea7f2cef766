import { SyssharkError } from '../errors.js';
import type { FieldDef } from '../fields/field.js';
import type { FieldRegistry } from '../fields/registry.js';
import { EF, type EventDef, isExitType, type ParamDef } from '../schema/event.js';
import { EVENTS, storedType } from '../schema/events.js';
import { selectRows } from './selection.js';
import { wrap } from './wrap.js';

/** Column where descriptions begin, and where lines end. */
const NAME_WIDTH = 32;
const LINE_WIDTH = 100;

/**
 * The fields that words select: a class, a field or a pattern; "proc" stands for all fields whose names begin with "proc.".
 * Throws SyssharkError USAGE.
 */
export function selectFields(fields: readonly FieldDef[], words: readonly string[]): readonly FieldDef[] {
  return selectRows(fields, words, {
    what: 'field or class',
    listedAs: (field) => ({ name: field.name, groups: [field.class, field.name.replace(/\..*$/, '')] }),
  });
}

/** The event sources whose events can have a value of a field. */
export type SourcesOf = (field: FieldDef) => readonly string[];

/** Fields of a class and of the same event sources. */
interface Section {
  readonly name: string;
  readonly sources: string;
  readonly fields: FieldDef[];
}

function sectionsOf(fields: readonly FieldDef[], sourcesOf: SourcesOf): readonly Section[] {
  const sections = new Map<string, Section>();
  for (const field of fields) {
    const [name, sources] = [field.class, sourcesOf(field).join(', ')];
    const key = `${name}\0${sources}`;
    const section = sections.get(key) ?? { name, sources, fields: [] };
    section.fields.push(field);
    sections.set(key, section);
  }
  return [...sections.values()];
}

/** The fields of an event source. Throws SyssharkError USAGE if there is none of this name. */
export function fieldsOfSource(registry: FieldRegistry, source: string): readonly FieldDef[] {
  const { listed, eventSources } = registry;
  if (eventSources.includes(source)) return listed.filter((field) => registry.sourcesOf(field).includes(source));
  throw new SyssharkError('USAGE', `no event source is called "${source}"; there is ${eventSources.join(', ')}`);
}

/** -l: fields by class, name and wrapped description; -lv puts the type before the description. */
export function renderFieldList(fields: readonly FieldDef[], sourcesOf: SourcesOf, isVerbose: boolean): string {
  return sectionsOf(fields, sourcesOf)
    .map((section) => renderSection(section, isVerbose))
    .join('\n');
}

function renderSection({ name, sources, fields }: Section, isVerbose: boolean): string {
  const heading = `Field Class: ${name}\n${sources === '' ? '' : `Event Sources: ${sources}\n`}`;
  return `${'-'.repeat(NAME_WIDTH)}\n${heading}\n${fields.map((field) => renderField(field, isVerbose)).join('')}`;
}

function renderField(field: FieldDef, isVerbose: boolean): string {
  const notes = isVerbose ? `(${[field.type, ...traits(field)].join(', ')}) ` : '';
  const lines = wrap(notes + field.description, LINE_WIDTH - NAME_WIDTH);
  const name = field.name.padEnd(NAME_WIDTH);
  const first = field.name.length < NAME_WIDTH ? name + lines.shift() : field.name;
  return `${[first, ...lines.map((line) => ' '.repeat(NAME_WIDTH) + line)].join('\n')}\n`;
}

function traits(field: FieldDef): string[] {
  return [
    field.isList ? 'list' : '',
    field.isFilterOnly ? 'filter only' : '',
    field.isPrintOnly ? 'output only' : '',
    field.arg === undefined ? '' : `argument ${field.arg}`,
  ].filter((text) => text !== '');
}

/** --list-markdown: a table of the fields of each class. */
export function renderFieldListMarkdown(fields: readonly FieldDef[], sourcesOf: SourcesOf): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |\n`;
  const sections = sectionsOf(fields, sourcesOf).map((section) => {
    const rows = section.fields.map((field) => row([`\`${field.name}\``, field.type, field.description]));
    const sources = section.sources === '' ? '' : `Event sources: ${section.sources}\n\n`;
    return `## ${section.name}\n\n${sources}${row(['Name', 'Type', 'Description'])}${row(['---', '---', '---'])}${rows.join('')}`;
  });
  return sections.join('\n');
}

/** -l --json: fields as one JSON document, by class. */
export function renderFieldListJson(listed: readonly FieldDef[], sourcesOf: SourcesOf): string {
  const fields = listed.map((field) => ({
    name: field.name,
    class: field.class,
    sources: sourcesOf(field),
    type: field.type,
    display: field.display,
    description: field.description,
    argument: field.arg ?? 'none',
    isList: field.isList === true,
    isFilterOnly: field.isFilterOnly === true,
    isPrintOnly: field.isPrintOnly === true,
  }));
  return `${JSON.stringify({ fields }, null, 2)}\n`;
}

/** The events that -L shows: not the places in the table that nothing fills. */
const LISTED_EVENTS = EVENTS.filter((def) => (def.flags & (EF.UNUSED | EF.OLD_VERSION)) === 0);

/** The events that words select: a name or a pattern. Throws SyssharkError USAGE. */
export function selectEvents(words: readonly string[]): readonly EventDef[] {
  return selectRows(LISTED_EVENTS, words, { what: 'event', listedAs: ({ name }) => ({ name, groups: [] }) });
}

/** -L: events, one a line: direction, name and parameters with their types. */
export function renderEventList(events: readonly EventDef[]): string {
  return events.map(renderEvent).join('');
}

function renderEvent(def: EventDef): string {
  const params = def.params.map((param) => `${paramType(param)} ${param.name}`);
  return `${isExitType(def.id) ? '<' : '>'} ${def.name}(${params.join(', ')})\n`;
}

function paramType(param: ParamDef): string {
  return param.type.toUpperCase();
}

/** -L --json: events as one JSON document. */
export function renderEventListJson(listed: readonly EventDef[]): string {
  const events = listed.map((def) => ({
    type: storedType(def.id),
    name: def.name,
    direction: isExitType(def.id) ? '<' : '>',
    params: def.params.map(({ name, type }) => ({ name, type })),
  }));
  return `${JSON.stringify({ events }, null, 2)}\n`;
}
