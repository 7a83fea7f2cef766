import type { FieldUse } from '../filter/operand.js';
import { type CaptureParts, CaptureRun } from './capture-run.js';
import { ColumnBatches } from './column-batches.js';
import { ColumnSubjects } from './column-subjects.js';
import type { ColumnBatch, LiveColumnCapture } from './columns.js';
import type { FieldName } from './event.js';

/** What to read of the events of a capture. */
export interface ColumnDemand<Field extends FieldName> {
  readonly names: readonly Field[];
  /** subjectFields(names). */
  readonly uses: readonly FieldUse[];
  /** Most subjects that are kept from one batch to the next. */
  readonly maxSubjects: number;
}

/** Yields the columns of a capture as they come. */
export class ColumnRun<Field extends FieldName> implements LiveColumnCapture<Field> {
  private readonly run: CaptureRun;
  private readonly subjects: ColumnSubjects<Field>;
  private readonly batches: ColumnBatches;
  private readonly maxSubjects: number;

  private constructor(parts: CaptureParts, { names, uses, maxSubjects }: ColumnDemand<Field>) {
    this.subjects = new ColumnSubjects(names, uses);
    this.batches = new ColumnBatches(this.subjects);
    this.run = new CaptureRun(parts, this.batches);
    this.maxSubjects = maxSubjects;
  }

  /** Begins a capture; a live one contains events from now on. Throws the source's error if it cannot begin. */
  static async begin<Field extends FieldName>(
    parts: CaptureParts,
    demand: ColumnDemand<Field>,
  ): Promise<ColumnRun<Field>> {
    const capture = new ColumnRun(parts, demand);
    await capture.run.begin();
    return capture;
  }

  get commandStatus(): Promise<number> | null {
    return this.run.commandStatus;
  }

  readonly stop = (): void => this.run.stop();

  [Symbol.asyncIterator](): AsyncGenerator<ColumnBatch<Field>, void, void> {
    return this.run.iterate(() => this.allBatches());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.run.dispose();
  }

  private async *allBatches(): AsyncGenerator<ColumnBatch<Field>, void, void> {
    const { batches, subjects } = this;
    for await (const _ of this.run.items()) {
      const columns = batches.take();
      if (columns !== null) yield { ...columns, subject: subjects.view() };
      if (subjects.count > this.maxSubjects) batches.renewSubjects();
    }
  }
}
