import { loadJsonModule } from '../source/json-module.js';
import { MAX_RECORD, OUTCOME, type RecordFinder } from './record-finder.js';

const PAGE = 65536;
/** Text that is scanned at a time, with room for a record that is not complete before it. */
const TEXT_SIZE = 2 * MAX_RECORD + (3 << 19);
const BLOCKS_SIZE = 2 << 20;
/** Nodes of the largest record: one for every two bytes. */
const NODES_SIZE = (MAX_RECORD / 2 + PAGE) * 28;
/** Bytes that may be read behind a text. */
const MARGIN = 64;
const WORD = 4;

/** A log, as native/json knows it. */
export interface RecordFormat {
  /** Its number (enum format of native/json/records.h). */
  readonly number: number;
  /** Why its records are left out, in the order of the numbers in native/json. */
  readonly leftOut: readonly string[];
}

/** The logs of which records are found. */
export const FORMAT = {
  CLOUDTRAIL: {
    number: 0,
    leftOut: ['not JSON', 'without a valid eventTime', 'without an eventType', 'of CloudTrail Insights'],
  },
  GCP_AUDIT: { number: 1, leftOut: ['not JSON', 'with a message that is not base64'] },
} as const satisfies Readonly<Record<string, RecordFormat>>;

interface ScannerExports {
  readonly __heap_base: WebAssembly.Global;
  readonly begin_file: () => void;
  readonly scan_records: (
    at: number,
    end: number,
    isLast: number,
    out: number,
    outLimit: number,
    nodes: number,
    limit: number,
  ) => number;
  readonly scan_at: WebAssembly.Global;
  readonly blocks_end: WebAssembly.Global;
  readonly fault_at: WebAssembly.Global;
  readonly record_count: WebAssembly.Global;
  readonly has_object: WebAssembly.Global;
  readonly left_out: WebAssembly.Global;
  readonly plugin_id: WebAssembly.Global;
  readonly log_format: WebAssembly.Global;
}

/** Finds records in text and writes each as an event block (native/json/records.c). */
export class RecordScanner implements RecordFinder {
  readonly limit = MAX_RECORD;
  readonly reasons: readonly string[];
  readonly bytes: Buffer;
  readonly textLimit: number;
  readonly blocksAt: number;
  textEnd: number;
  blocksEnd: number;
  private readonly textAt: number;
  private readonly nodesAt: number;
  private readonly words: Uint32Array;
  private readonly exports: ScannerExports;
  /** What of the text has been scanned. */
  private scanned: number;
  /** Offset in the file of the first byte of the text. */
  private base = 0;

  /** Of a log; `pluginId` is the first parameter of its events. */
  constructor(pluginId: number, { number, leftOut }: RecordFormat) {
    this.reasons = leftOut;
    const pages = Math.ceil((16 * PAGE + TEXT_SIZE + BLOCKS_SIZE + NODES_SIZE) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages });
    this.exports = new WebAssembly.Instance(loadJsonModule(), { env: { memory } }).exports as ScannerExports;
    this.bytes = Buffer.from(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.textAt = (this.exports.__heap_base.value + MARGIN) & ~(MARGIN - 1);
    this.textLimit = this.textAt + TEXT_SIZE;
    this.blocksAt = this.textLimit + MARGIN;
    this.nodesAt = this.blocksAt + BLOCKS_SIZE;
    this.blocksEnd = this.blocksAt;
    this.textEnd = this.textAt;
    this.scanned = this.textAt;
    this.setWord(this.exports.plugin_id, 0, pluginId);
    this.setWord(this.exports.log_format, 0, number);
  }

  private word({ value }: WebAssembly.Global, index = 0): number {
    return this.words[value / WORD + index] as number;
  }

  private setWord({ value }: WebAssembly.Global, index: number, word: number): void {
    this.words[value / WORD + index] = word;
  }

  begin(): void {
    this.exports.begin_file();
    this.textEnd = this.textAt;
    this.scanned = this.textAt;
    this.base = 0;
  }

  resume(): void {
    const { record, base, textEnd, textAt } = this;
    this.begin();
    this.setWord(this.exports.record_count, 0, record);
    this.base = base + textEnd - textAt;
  }

  scan(isLast: boolean): number {
    const { exports, blocksAt, nodesAt, textAt } = this;
    const outcome = exports.scan_records(
      this.scanned,
      this.textEnd,
      isLast ? 1 : 0,
      this.blocksEnd,
      blocksAt + BLOCKS_SIZE,
      nodesAt,
      nodesAt + NODES_SIZE,
    );
    this.blocksEnd = this.word(exports.blocks_end);
    this.scanned = this.word(exports.scan_at);
    if (outcome === OUTCOME.NEEDS_MORE) {
      this.bytes.copyWithin(textAt, this.scanned, this.textEnd);
      this.base += this.scanned - textAt;
      this.textEnd -= this.scanned - textAt;
      this.scanned = textAt;
    }
    return outcome;
  }

  get record(): number {
    return this.word(this.exports.record_count);
  }

  get hasObject(): boolean {
    return this.word(this.exports.has_object) !== 0;
  }

  get size(): number {
    return this.base + this.textEnd - this.textAt;
  }

  get faultOffset(): number {
    return this.base + this.word(this.exports.fault_at) - this.textAt;
  }

  leftOut(reason: number): number {
    return this.word(this.exports.left_out, reason);
  }
}
