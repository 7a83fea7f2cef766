import { CALL_FORMS } from '../analysis/streams/calls.js';
import { pieceOf } from '../analysis/streams/piece.js';
import type { Inspection } from './inspection.js';

/** Bytes that a call moved through a descriptor. */
export interface StreamPiece {
  readonly row: number;
  /** ns since the epoch. */
  readonly time: bigint;
  readonly isRead: boolean;
  /** The captured ones. */
  readonly bytes: Buffer;
  /** How many the call moved. */
  readonly length: number;
}

/** What went through a descriptor. */
export interface DescriptorStream {
  /** fd.name (a byte string); empty if it is not known. */
  readonly name: string;
  readonly pieces: readonly StreamPiece[];
  /** Whether there are more pieces. */
  readonly isCut: boolean;
}

/** Bytes and calls of a stream that are told at a time. */
const MAX_BYTES = 4 << 20;
const MAX_PIECES = 20_000;

/** The rows that moved bytes through the descriptor of a row. */
function rowsOf({ index, related }: Inspection, row: number): number[] {
  const { kept } = index;
  const isSame = related.descriptorTest(kept.subjectId(row));
  const rows: number[] = [];
  if (isSame === null) return rows;
  const moves = new Uint8Array(kept.dictionary.count);
  for (let id = 0; id < moves.length; id++) if (CALL_FORMS[kept.dictionary.typeOf(id)] && isSame(id)) moves[id] = 1;
  for (let at = 0; at < kept.count && rows.length <= MAX_PIECES; at++)
    if (moves[kept.subjectId(at)] === 1 && kept.result(at) > 0) rows.push(at);
  return rows;
}

/**
 * What went through the descriptor of a row's event: through its open file description, whatever numbers and processes had it; if that is
 * not known, through the number in the process.
 */
export async function descriptorStream(inspection: Inspection, row: number): Promise<DescriptorStream> {
  const { index } = inspection;
  const rows = rowsOf(inspection, row);
  const pieces: StreamPiece[] = [];
  let bytes = 0;
  let name = '';
  const told = rows.slice(0, MAX_PIECES);
  await inspection.read(told, (evt, at) => {
    const { view, fd } = evt;
    const form = CALL_FORMS[view.type];
    if (!form) return true;
    const { isRead, data, start, captured, length } = pieceOf(evt, form, null);
    name = fd?.name ?? name;
    pieces.push({
      row: at,
      time: index.kept.time(at),
      isRead,
      bytes: Buffer.from(new Uint8Array(data.buffer, data.byteOffset + start, captured)),
      length,
    });
    bytes += captured;
    return bytes <= MAX_BYTES;
  });
  return { name, pieces, isCut: rows.length > told.length || bytes > MAX_BYTES };
}
