// HOT: once per event that starts a subject, or is decoded. No allocation, bigint, try, spread or iterator here.
import type { FieldContext } from '../../fields/field-context.js';
import { typesWithoutValue } from '../../fields/of-subject.js';
import { bindUse, type FieldUse } from '../../filter/operand.js';
import { HAS_DIRECTORY, HAS_FD } from '../../state/binding.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import type { IntColumn } from './int-column.js';
import { PartTable } from './part-table.js';
import { inAll } from './type-masks.js';

const NONE = -1;
const BITS = 14;
/** Descriptors that are remembered, by a hash. */
const LATEST = 1024;

/** One byte by event type: 1 if the values of such events depend on their known descriptor alone (FieldDemands.isOfFd). */
const OF_FD_ALONE = COLUMN_TYPES.map((fits, type) => fits & (HAS_FD[type] as number) & +(HAS_DIRECTORY[type] !== 1));

/**
 * What events have of their descriptors: number, open file description, and the values of fields that read descriptors. They are read
 * once for as long as no change is counted that may be of the descriptor (SystemState.wideFdChanges), and not at all where there are
 * none.
 */
export class FdParts {
  readonly table: PartTable;
  private readonly nums: IntColumn;
  private readonly descriptions: IntColumn;
  /** One byte by event type: 1 if no field has a value. */
  private readonly hasNoValues: Uint8Array;
  /** The part of events without a number and without values. */
  private nothing = NONE;
  /** By a hash of a descriptor: the one that came last, its number, its part, and how many changes there had been. */
  private readonly infos: (FdInfo | null)[] = new Array<FdInfo | null>(LATEST).fill(null);
  private readonly ids = new Int32Array(LATEST);
  private readonly latestNums = new Float64Array(LATEST);
  private readonly changes = new Float64Array(LATEST);

  /** `fields`: those of SUBJECT_PART.FD. */
  constructor(fields: readonly FieldUse[], context: FieldContext) {
    const extracts = fields.map((use) => bindUse(use, context));
    this.table = new PartTable(2, extracts, BITS);
    this.hasNoValues = inAll(fields.map(typesWithoutValue));
    [this.nums, this.descriptions] = this.table.keys as [IntColumn, IntColumn];
  }

  /** The number of an event's part. */
  find(evt: Evt): number {
    const { fd, fdNum, view } = evt;
    if (fd === null) return fdNum === NONE && this.hasNoValues[view.type] === 1 ? this.ofNothing(evt) : this.look(evt);
    return OF_FD_ALONE[view.type] === 1 ? this.remembered(evt, fd, fdNum) : this.look(evt);
  }

  private ofNothing(evt: Evt): number {
    if (this.nothing === NONE) this.nothing = this.look(evt);
    return this.nothing;
  }

  private remembered(evt: Evt, fd: FdInfo, fdNum: number): number {
    const { state } = evt;
    const changes = state.wideFdChanges + state.memory.near.ofFd(fdNum);
    const slot = (fd.description ^ fdNum) & (LATEST - 1);
    const isKnown = this.infos[slot] === fd && this.changes[slot] === changes && this.latestNums[slot] === fdNum;
    if (isKnown) return this.ids[slot] as number;
    const id = this.look(evt);
    this.infos[slot] = fd;
    this.latestNums[slot] = fdNum;
    this.changes[slot] = changes;
    this.ids[slot] = id;
    return id;
  }

  private look(evt: Evt): number {
    return this.table.find(evt, evt.fdNum, evt.fd === null ? NONE : evt.fd.description, 0);
  }

  /** Number of a part's descriptor; -1 for none. */
  numOf(id: number): number {
    return this.nums.at(id);
  }

  /** Number of a part's open file description; -1 for none. */
  descriptionOf(id: number): number {
    return this.descriptions.at(id);
  }
}
