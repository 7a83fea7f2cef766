import type { FieldContext } from '../../fields/field-context.js';
import { compileFormat } from '../../output/format.js';
import type { Evt } from '../../state/evt.js';
import type { Profile } from '../profile.js';
import type { ReportTexts } from '../protocol.js';
import { STATS } from '../stats.js';
import { TextColumn } from './text-column.js';

/** Something in a filter that may be the name of a field. */
const NAME = /\b[a-z_]+(?:\.[a-z_]+)+\b(?:\[[^\]]*\])?/g;
const ARGUMENT = /\[.*$/;

/** Fields that the list, the buttons and the rows of tables ask for: they are there without unpacking the details. */
function coreFields({ registry }: FieldContext, { columns, buttons, colours }: Profile): string[] {
  const asked = [
    ...columns.map(({ field }) => field),
    ...[...buttons, ...colours].flatMap(({ filter }) => filter.match(NAME) ?? []),
    ...STATS.flatMap(({ counted, keys }) => [
      ...(counted.match(NAME) ?? []),
      ...keys.flatMap(({ field, orElse }) => (orElse === undefined ? [field] : [field, orElse])),
    ]),
  ];
  const known = new Map(registry.fields.map((field) => [field.name, field]));
  return [...new Set(asked)].filter((name) => {
    const field = known.get(name.replace(ARGUMENT, ''));
    return field !== undefined && field.isFilterOnly !== true && (field.arg !== 'required' || ARGUMENT.test(name));
  });
}

/** The texts of these fields for all rows. */
export class CoreColumns {
  private readonly fields: readonly string[];
  private readonly columns: readonly TextColumn[];
  private readonly texts: readonly ((evt: Evt) => string | null)[];
  private readonly places: readonly Uint32Array<ArrayBuffer>[];

  /** `count`: rows. */
  constructor(context: FieldContext, profile: Profile, count: number) {
    this.fields = coreFields(context, profile);
    this.columns = this.fields.map(() => new TextColumn());
    this.texts = this.fields.map((name) => compileFormat(`%${name}`, context));
    this.places = this.fields.map(() => new Uint32Array(count));
  }

  /** Takes the event of a row. */
  set(row: number, evt: Evt): void {
    for (const [i, text] of this.texts.entries())
      (this.places[i] as Uint32Array)[row] = (this.columns[i] as TextColumn).placeOf(text(evt));
  }

  get told(): readonly ReportTexts[] {
    return this.fields.map((field, i) => ({ field, texts: (this.columns[i] as TextColumn).texts }));
  }

  /** The places of texts, column by column. */
  get numbers(): readonly Uint32Array<ArrayBuffer>[] {
    return this.places;
  }
}
