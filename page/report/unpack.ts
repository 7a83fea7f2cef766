import type { ReportBlock, ReportHead, ReportNumbers } from '../../src/web/protocol.js';
import { fromBase64 } from '../bytes/base64.js';

/** A field of all rows. */
export interface Column {
  readonly texts: readonly string[];
  /** For each row the place of its text, from 1 on; 0 for none. */
  readonly places: Uint32Array;
}

/** A report as it is in the page. */
export interface Report {
  readonly head: ReportHead;
  readonly count: number;
  readonly numbers: Readonly<Record<ReportNumbers, Uint32Array>>;
  readonly columns: ReadonlyMap<string, Column>;
  /** Unpacks the details of some rows: block N has those from N times head.blockRows on. */
  block(index: number): Promise<ReportBlock>;
}

const WORD = 4;
/** Blocks that are kept unpacked. */
const KEPT = 8;

/** What is packed in the page under a name. */
async function unpacked(name: string): Promise<ArrayBuffer> {
  const text = document.querySelector(`script[data-name="${name}"]`)?.textContent ?? '';
  const packed = new Blob([fromBase64(text)]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

const textOf = (bytes: ArrayBuffer | Uint8Array): string => new TextDecoder().decode(bytes);

/** Keeps what was unpacked last. */
function keeping(unpack: (index: number) => Promise<ReportBlock>): Report['block'] {
  const kept = new Map<number, Promise<ReportBlock>>();
  return (index) => {
    const block = kept.get(index) ?? unpack(index);
    kept.delete(index);
    kept.set(index, block);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return block;
  };
}

/** Reads the report that this page has in itself. */
export async function unpackReport(): Promise<Report> {
  const bytes = await unpacked('head');
  const size = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(textOf(new Uint8Array(bytes, WORD, size))) as ReportHead;
  const { events: count } = head.capture.progress;
  const columnAt = (index: number): Uint32Array => new Uint32Array(bytes, WORD + size + index * count * WORD, count);
  const numbers = Object.fromEntries(head.numbers.map((name, index) => [name, columnAt(index)]));
  const columns = head.texts.map(({ field, texts }, index) => {
    return [field, { texts, places: columnAt(head.numbers.length + index) }] as const;
  });
  return {
    head,
    count,
    numbers: numbers as Report['numbers'],
    columns: new Map(columns),
    block: keeping(async (index) => JSON.parse(textOf(await unpacked(`block-${index}`))) as ReportBlock),
  };
}
