import { SyssharkError } from '../errors.js';
import { eventSourcesOf, originFields, SYSCALL } from './evt-source.js';
import type { FieldDef } from './field.js';
import { nearestNames } from './nearest-names.js';
import { guardedFields, type SourceFields, subKindText } from './source-fields.js';

/** Valid field names: parts of letters, digits and underscores, separated by dots. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/;

/** The fields that filters, formats and programs can name. Immutable, and passed to whatever resolves names. */
export class FieldRegistry {
  /** In listing order. */
  readonly fields: readonly FieldDef[];
  /** The sources that contributed fields. */
  readonly sources: readonly SourceFields[];
  /** By names and aliases. */
  private readonly byName: ReadonlyMap<string, FieldDef>;
  /** Length of the longest of them. */
  private readonly longest: number;

  constructor(fields: readonly FieldDef[], sources: readonly SourceFields[] = []) {
    const origin = new Map(originFields(sources).map((field) => [field.name, field]));
    this.fields = fields.map((field) => origin.get(field.name) ?? field);
    this.sources = sources;
    this.byName = new Map(
      this.fields.flatMap((field) => [field.name, ...(field.aliases ?? [])].map((name) => [name, field])),
    );
    this.longest = Math.max(0, ...[...this.byName.keys()].map((name) => name.length));
  }

  /**
   * The registry with a source's fields added. No existing reference changes its meaning: throws SyssharkError USAGE for a name or
   * an event sub-kind that is taken, and for a name that begins with that of an existing field (formats take the longest name).
   */
  with(source: SourceFields): FieldRegistry {
    const seen = new Set<string>();
    for (const { name } of source.fields) {
      this.checkName(source, name);
      if (seen.has(name)) throw new SyssharkError('USAGE', `${source.name} defines two fields named ${name}`);
      seen.add(name);
    }
    this.checkKinds(source);
    return new FieldRegistry([...this.fields, ...guardedFields(source)], [...this.sources, source]);
  }

  private checkName({ name: source }: SourceFields, name: string): void {
    if (!NAME.test(name)) throw new SyssharkError('USAGE', `${source} defines a field with an invalid name: "${name}"`);
    const taken = this.findLongest(name, 0)?.def;
    if (taken === undefined) return;
    const owner = this.sources.find(({ fields }) => fields.some((field) => field.name === taken.name));
    const what = taken.name === name ? 'is defined' : `begins with ${taken.name}, which is defined`;
    throw new SyssharkError('USAGE', `${source} cannot define ${name}: it ${what} by ${owner?.name ?? 'sysshark'}`);
  }

  private checkKinds({ name, kinds }: SourceFields): void {
    for (const { type, id } of kinds) {
      const owner = this.sources.find((source) => source.kinds.some((kind) => kind.type === type && kind.id === id));
      if (owner === undefined) continue;
      throw new SyssharkError(
        'USAGE',
        `${name} and ${owner.name} both define ${subKindText({ type, id })}: use one of them`,
      );
    }
  }

  /** Field by exact name or alias. */
  find(name: string): FieldDef | undefined {
    return this.byName.get(name);
  }

  /** Field with the longest name or alias that starts at character `at` of `text`, and where that ends. */
  findLongest(text: string, at: number): { readonly def: FieldDef; readonly end: number } | undefined {
    for (let length = Math.min(this.longest, text.length - at); length > 0; length--) {
      const def = this.byName.get(text.slice(at, at + length));
      if (def !== undefined) return { def, end: at + length };
    }
    return undefined;
  }

  /** Values of evt.source: syscall, and the sources of plugins. */
  get eventSources(): readonly string[] {
    return eventSourcesOf(this.sources);
  }

  /** The event sources whose events can have a value of a field; none for a source that has no plugin. */
  sourcesOf({ name, isOfAnySource }: FieldDef): readonly string[] {
    const owner = this.sources.find(({ fields }) => fields.some((field) => field.name === name));
    if (owner?.takes !== undefined) return owner.takes;
    if (isOfAnySource || owner?.kinds.length === 0) return this.eventSources;
    if (owner === undefined) return [SYSCALL];
    return owner.plugin === undefined ? [] : [owner.plugin.eventSource];
  }

  /** The fields that -l lists: without deprecated ones and those meant for table columns. */
  get listed(): readonly FieldDef[] {
    return this.fields.filter((field) => !field.isTableOnly && !field.isDeprecated);
  }

  /** Names of listed fields that are spelled like `name`, best first, at most three. */
  nearest(name: string): string[] {
    return nearestNames(
      name,
      this.listed.map((field) => field.name),
    );
  }
}
