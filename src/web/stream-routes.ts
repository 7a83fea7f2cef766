import { httpStream } from '../inspect/http-stream.js';
import type { Inspection } from '../inspect/inspection.js';
import { descriptorStream } from '../inspect/stream.js';
import { missing } from './missing-row.js';
import type { HttpAnswer, StreamAnswer } from './protocol.js';
import { type Call, RequestError, type Route } from './route.js';

/** Waits until a row is there. Throws RequestError 404. */
async function reach(inspection: Inspection, { id: row, signal }: Call): Promise<void> {
  await inspection.reach(row, signal);
  if (!inspection.has(row)) throw new RequestError(404, missing(inspection, row));
}

/** What went through the descriptor of a row. Throws RequestError 404. */
async function streamAnswer(inspection: Inspection, call: Call): Promise<StreamAnswer> {
  await reach(inspection, call);
  const { name, pieces, notes, isCut } = await descriptorStream(inspection, call.id, call.signal);
  const sum = (isRead: boolean): number =>
    pieces.reduce((total, piece) => total + (piece.isRead === isRead ? piece.length : 0), 0);
  const reads = pieces.filter(({ isRead }) => isRead).length;
  return {
    name,
    pieces: pieces.map(({ time, bytes, length, ...piece }) => ({
      ...piece,
      time: String(time),
      bytes: bytes.toString('base64'),
      missing: length - bytes.length,
    })),
    notes: notes.map((note) => ({ ...note, time: String(note.time) })),
    reads,
    writes: pieces.length - reads,
    readBytes: sum(true),
    writtenBytes: sum(false),
    isCut,
  };
}

/** The HTTP messages that went through the descriptor of a row. Throws RequestError 404. */
async function httpAnswer(inspection: Inspection, call: Call): Promise<HttpAnswer> {
  await reach(inspection, call);
  const { messages, ...found } = await httpStream(inspection, call.id, call.signal);
  return {
    ...found,
    messages: messages.map(({ time, body, ...message }) => ({
      ...message,
      time: String(time),
      body: body.toString('base64'),
    })),
  };
}

/** What is asked about the bytes that went through descriptors. */
export function streamRoutes(inspection: Inspection): readonly Route[] {
  return [
    { method: 'GET', path: '/api/streams/ID', answer: (call) => streamAnswer(inspection, call) },
    { method: 'GET', path: '/api/streams/ID/http', answer: (call) => httpAnswer(inspection, call) },
  ];
}
