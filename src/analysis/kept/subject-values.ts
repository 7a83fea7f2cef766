import type { FieldValue } from '../../fields/field.js';
import type { IntColumn } from './int-column.js';
import type { ValueColumn } from './value-column.js';

/** Values of a field by subject: those of the part that the field is of. */
export class SubjectValues {
  private readonly parts: IntColumn;
  private readonly values: ValueColumn;

  /** `parts`: the number of the part by subject. */
  constructor(parts: IntColumn, values: ValueColumn) {
    this.parts = parts;
    this.values = values;
  }

  /** The value of a subject. */
  at(subject: number): FieldValue {
    return this.values.at(this.parts.at(subject));
  }

  /** A test of subjects that have a value which matches; asks once for each value. */
  test(matches: (value: NonNullable<FieldValue>) => boolean): (subject: number) => boolean {
    const { parts } = this;
    const test = this.values.test(matches);
    return (subject) => test(parts.at(subject));
  }
}
