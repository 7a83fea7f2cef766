import type { ReportNumbers } from '../protocol.js';

const NAMES = [
  'timeHigh',
  'timeLow',
  'numHigh',
  'numLow',
  'colour',
  'partner',
  'thread',
  'process',
  'descriptor',
  'failed',
] as const satisfies readonly ReportNumbers[];

const WORD = 2 ** 32;

/** The numbers of all rows. */
export class NumberColumns {
  readonly names: readonly ReportNumbers[] = NAMES;
  readonly columns: readonly Uint32Array<ArrayBuffer>[];

  /** `count`: rows. */
  constructor(count: number) {
    this.columns = NAMES.map(() => new Uint32Array(count));
  }

  /** Sets numbers of a row. */
  set(row: number, numbers: Readonly<Record<ReportNumbers, number>>): void {
    for (const [i, name] of NAMES.entries()) (this.columns[i] as Uint32Array)[row] = numbers[name];
  }
}

/** The halves of a number up to 2^53. */
export const halves = (value: number): readonly [high: number, low: number] => [Math.floor(value / WORD), value % WORD];
