import { Batch } from '../bytes/batch.js';
import { ScapError } from '../errors.js';
import type { SourceItem } from '../source/source.js';
import { OUTCOME, type RecordFinder } from './record-finder.js';

/** Most faults that are named one by one. */
const MAX_NAMED = 20;

/** What takes records. */
export interface RecordTakerOptions {
  /** Finds the records in text. */
  readonly scanner: RecordFinder;
  /** Name of the plugin. */
  readonly plugin: string;
  /** Tells the user what was left out. */
  readonly warn: (line: string) => void;
}

/** Makes batches of the records that a scanner finds, and tells what could not be read and what was left out. */
export class RecordTaker {
  /** Records and files that could not be read. */
  faults = 0;
  private readonly name: string;
  private readonly options: RecordTakerOptions;
  private firstOffset = Number.NaN;

  /** `name`: that of the source in messages. */
  constructor(name: string, options: RecordTakerOptions) {
    this.name = name;
    this.options = options;
  }

  /** What could not be read so far; null for nothing. */
  get damage(): ScapError | null {
    const { faults, name, firstOffset } = this;
    if (faults === 0) return null;
    const what = faults === 1 ? 'a record or file' : `${faults} records or files`;
    return new ScapError('DAMAGED', `${name}: ${what} could not be read`, firstOffset);
  }

  /** Notes that something could not be read. */
  addFault(what: string, offset: number): void {
    this.faults++;
    if (this.faults === 1) this.firstOffset = offset;
    if (this.faults <= MAX_NAMED) this.options.warn(`sysshark: ${what}`);
  }

  /** One line about records that are no events by the rules, and about what else was without events. */
  sayLeftOut(others: readonly string[]): void {
    const { scanner, plugin, warn } = this.options;
    const counts = scanner.reasons
      .map((reason, i) => [scanner.leftOut(i), reason] as const)
      .filter(([count]) => count > 0);
    const total = counts.reduce((sum, [count]) => sum + count, 0);
    const reasons = counts.map(([count, reason]) => `${count} ${reason}`).join(', ');
    const records = total === 0 ? [] : [`${total} ${total === 1 ? 'record' : 'records'} left out (${reasons})`];
    const parts = [...records, ...others];
    if (parts.length > 0) warn(`sysshark: ${plugin}: ${parts.join('; ')}`);
  }

  /** The blocks that were written so far, if there are any. */
  *blocks(): Generator<SourceItem, void, void> {
    const { scanner } = this.options;
    if (scanner.blocksEnd === scanner.blocksAt) return;
    const batch = new Batch(scanner.bytes);
    batch.start = scanner.blocksAt;
    batch.end = scanner.blocksEnd;
    yield { kind: 'events', batch };
    scanner.blocksEnd = scanner.blocksAt;
  }

  /** Scans what has been read of `where`; `isDamaged`: the content is cut here. */
  *scanned(where: string, isLast: boolean, isDamaged = false): Generator<SourceItem, void, void> {
    const { scanner } = this.options;
    for (;;) {
      const outcome = scanner.scan(isLast);
      if (outcome === OUTCOME.NEEDS_MORE) return;
      if (outcome === OUTCOME.OUT_FULL) yield* this.blocks();
      else if (!isDamaged || outcome === OUTCOME.TOO_LARGE) this.addRecordFault(where, outcome);
    }
  }

  private addRecordFault(where: string, outcome: number): void {
    const { record, faultOffset, limit } = this.options.scanner;
    if (outcome === OUTCOME.UNENDED) {
      const what = `ends inside an object: what came after record ${record} is missing`;
      this.addFault(`${where}: ${what}`, faultOffset);
      return;
    }
    const what = outcome === OUTCOME.CUT ? 'ends before it is complete' : `is larger than ${limit} bytes`;
    this.addFault(`${where}: record ${record} at byte ${faultOffset} ${what}`, faultOffset);
  }
}
