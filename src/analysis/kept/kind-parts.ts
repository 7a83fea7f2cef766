// HOT: once per event that starts a subject, or is decoded. No allocation, bigint, try, spread or iterator here.
import type { Extract } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { typesOfOneValue, typesWithoutValue } from '../../fields/of-subject.js';
import { bindUse, type FieldUse } from '../../filter/operand.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { IntColumn } from './int-column.js';
import { PartTable } from './part-table.js';
import { inAll } from './type-masks.js';

const NONE = -1;
const BITS = 10;

const appliesTo =
  ({ def: { ofColumns } }: FieldUse): Extract<Evt> =>
  (evt) =>
    ofColumns?.applies(evt) === true;

/** The code of the system call of a generic event: what it has depends on that. */
const codeOf = ({ view }: Evt): number => (view.paramCount > 0 ? view.uint16(0) | 0 : 0);

/** What events have of their types, and the values of fields that read neither threads nor descriptors alone. */
export class KindParts {
  readonly table: PartTable;
  private readonly types: IntColumn;
  /** One byte by event type: 1 if all events of it have the same values. */
  private readonly isFixed: Uint8Array;
  /** By event type: its part, if it is fixed. */
  private readonly ids: Int32Array;

  /** `fields`: those of SUBJECT_PART.KIND; `columnFields`: those that have values of columns, of which it has whether they apply. */
  constructor(fields: readonly FieldUse[], columnFields: readonly FieldUse[], context: FieldContext) {
    const applies = columnFields.map(appliesTo);
    this.table = new PartTable(1, [...fields.map((use) => bindUse(use, context)), ...applies], BITS);
    // whether events have values of columns depends on their type, and maybe on their descriptor
    const ofFds = columnFields.filter(({ def }) => def.ofColumns?.readsFd === true);
    this.isFixed = inAll([...fields.map(typesOfOneValue), ...ofFds.map(typesWithoutValue)]);
    this.ids = new Int32Array(this.isFixed.length).fill(NONE);
    [this.types] = this.table.keys as [IntColumn];
  }

  /** The number of an event's part. */
  find(evt: Evt): number {
    const { type } = evt.view;
    const known = this.ids[type] as number;
    if (known >= 0) return known;
    const id = this.table.find(evt, type, type <= EVT.GENERIC_X ? codeOf(evt) : 0, 0);
    if (this.isFixed[type] === 1) this.ids[type] = id;
    return id;
  }

  /** Event type of a part. */
  typeOf(id: number): number {
    return this.types.at(id);
  }
}
