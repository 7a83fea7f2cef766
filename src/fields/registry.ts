import type { FieldDef } from './field.js';
import { nearestNames } from './nearest-names.js';

/** The fields that filters, formats and programs can name. A value: it never changes, and whatever resolves names is passed one. */
export class FieldRegistry {
  /** In the order in which they are listed. */
  readonly fields: readonly FieldDef[];
  private readonly byName: ReadonlyMap<string, FieldDef>;
  /** Length of the longest name. */
  private readonly longest: number;

  constructor(fields: readonly FieldDef[]) {
    this.fields = fields;
    this.byName = new Map(fields.map((field) => [field.name, field]));
    this.longest = Math.max(0, ...fields.map((field) => field.name.length));
  }

  /** Field by its exact name. */
  find(name: string): FieldDef | undefined {
    return this.byName.get(name);
  }

  /** Field with the longest name that `text` continues with at character `at`. */
  findLongest(text: string, at: number): FieldDef | undefined {
    for (let length = Math.min(this.longest, text.length - at); length > 0; length--) {
      const field = this.byName.get(text.slice(at, at + length));
      if (field !== undefined) return field;
    }
    return undefined;
  }

  /** The fields that -l lists: neither deprecated ones nor those meant for columns of tables. */
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
