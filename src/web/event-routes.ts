import type { FieldContext } from '../fields/field-context.js';
import { DetailReader } from '../inspect/details.js';
import type { Inspection } from '../inspect/inspection.js';
import { descriptorStream } from '../inspect/stream.js';
import type { View } from '../inspect/view.js';
import { Sentences } from '../output/words/sentence.js';
import type { EventDetails, StreamAnswer } from './protocol.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';

/** What went through the descriptor of a row. Throws RequestError 404. */
async function streamAnswer(inspection: Inspection, row: number): Promise<StreamAnswer> {
  await inspection.reach(row);
  if (row >= inspection.index.kept.count) throw new RequestError(404, `there is no row ${row}`);
  const { name, pieces, isCut } = await descriptorStream(inspection, row);
  const sum = (isRead: boolean): number =>
    pieces.reduce((total, piece) => total + (piece.isRead === isRead ? piece.length : 0), 0);
  const reads = pieces.filter(({ isRead }) => isRead).length;
  return {
    name,
    pieces: pieces.map(({ row: at, time, isRead, bytes, length }) => ({
      row: at,
      time: String(time),
      isRead,
      bytes: bytes.toString('base64'),
      missing: length - bytes.length,
    })),
    reads,
    writes: pieces.length - reads,
    readBytes: sum(true),
    writtenBytes: sum(false),
    isCut,
  };
}

type OwnDetails = Pick<EventDetails, 'num' | 'sentence' | 'classes' | 'bytes' | 'params'>;

/** What is asked about one event. `viewOf` finds the view of a request. */
export function eventRoutes(
  inspection: Inspection,
  context: FieldContext,
  viewOf: (id: number) => View,
): readonly Route[] {
  const reader = new DetailReader(context);
  const sentences = new Sentences(context);
  const { related, index } = inspection;
  const all = inspection.view('');

  async function read(row: number): Promise<OwnDetails> {
    const found: OwnDetails[] = [];
    await inspection.read([row], (evt) => {
      const { bytes, ...details } = reader.read(evt);
      const sentence = sentences.of(evt) ?? '';
      return found.push({ ...details, num: evt.num, sentence, bytes: bytes.toString('base64') }) > 0;
    });
    const [details] = found;
    if (details === undefined) throw new RequestError(404, `there is no row ${row}`);
    return details;
  }

  async function details({ id: row, query }: Call): Promise<EventDetails> {
    await inspection.reach(row);
    const own = await read(row);
    const id = numberIn(query, 'view', { min: 0, max: Number.MAX_SAFE_INTEGER, preset: 0 });
    const view = id === 0 ? all : viewOf(id);
    return {
      ...own,
      row,
      time: String(index.kept.time(row)),
      partner: related.partner(row),
      thread: related.neighbours(row, 'thread', view),
      process: related.neighbours(row, 'process', view),
      descriptor: related.neighbours(row, 'descriptor', view),
      error: related.neighbours(row, 'error', view),
    };
  }

  return [
    { method: 'GET', path: '/api/events/ID', answer: details },
    { method: 'GET', path: '/api/streams/ID', answer: ({ id }) => streamAnswer(inspection, id) },
  ];
}
