import type { Details } from '../../inspect/details.js';
import type { ReportBlock, ReportBlockField } from '../protocol.js';
import { TextColumn } from './text-column.js';

/** The argument of a field. */
const ARGUMENT = /(?:\[[^\]]*\]|\.[^.[\]]+)$/;

/** A field of some rows. */
interface Field {
  readonly class: string;
  readonly name: string;
  readonly column: TextColumn;
  /** Rows that come before the first that has it are 0. */
  readonly places: number[];
}

/** Collects the details of rows. Most texts are those of the row before: each distinct one is kept once. */
export class BlockBuilder {
  /** Rows in it. */
  count = 0;
  private fields = new Map<string, Field>();
  private sentences: string[] = [];
  private bytes: Buffer[] = [];
  private ends: number[] = [];
  private end = 0;
  private params: Details['params'][] = [];
  private readonly order: ReadonlyMap<string, number>;

  /** `fields`: the names of all fields in order, without arguments. */
  constructor(fields: readonly string[]) {
    this.order = new Map(fields.map((name, index) => [name, index]));
  }

  /** The place of a field, which may have an argument. */
  private placeOf({ name }: Field): number {
    return this.order.get(name) ?? this.order.get(name.replace(ARGUMENT, '')) ?? 0;
  }

  /** Adds a row. */
  add({ classes, bytes, params }: Details, sentence: string): void {
    for (const { name: group, fields } of classes)
      for (const { name, text } of fields) {
        const { column, places } = this.fieldOf(group, name);
        places[this.count] = column.placeOf(text);
      }
    this.sentences.push(sentence);
    this.bytes.push(bytes);
    this.end += bytes.length;
    this.ends.push(this.end);
    this.params.push(params);
    this.count++;
  }

  private fieldOf(group: string, name: string): Field {
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    const field: Field = { class: group, name, column: new TextColumn(), places: [] };
    this.fields.set(name, field);
    return field;
  }

  /** The rows that were added; it then begins again. */
  take(): ReportBlock {
    const { sentences, ends, params } = this;
    const block = {
      fields: [...this.fields.values()]
        .sort((a, b) => this.placeOf(a) - this.placeOf(b))
        .map((field) => this.told(field)),
      sentences,
      bytes: Buffer.concat(this.bytes).toString('base64'),
      ends,
      params,
    };
    this.fields = new Map();
    [this.sentences, this.bytes, this.ends, this.params] = [[], [], [], []];
    this.end = 0;
    this.count = 0;
    return block;
  }

  private told({ class: group, name, column: { texts }, places }: Field): ReportBlockField {
    const all = Array.from({ length: this.count }, (_, row) => places[row] ?? 0);
    return { class: group, field: name, texts, places: all.every((place) => place === 1) ? null : all };
  }
}
