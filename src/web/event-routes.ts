import type { FieldContext } from '../fields/field-context.js';
import { DetailReader } from '../inspect/details.js';
import type { Inspection } from '../inspect/inspection.js';
import type { View } from '../inspect/view.js';
import { isCallBegin, Sentences } from '../output/words/sentence.js';
import { missing } from './missing-row.js';
import type { EventDetails } from './protocol.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';

type OwnDetails = Pick<EventDetails, 'num' | 'sentence' | 'classes' | 'bytes' | 'params' | 'record'>;

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

  /** What the call asks that a row begins: its end knows more than its beginning. */
  async function asked(row: number, who: string): Promise<string> {
    const partner = related.partner(row);
    let sentence = '';
    await inspection.read([partner < 0 ? row : partner], (evt) => {
      sentence = `${who} ${sentences.asked(evt)}`;
      return true;
    });
    return sentence;
  }

  async function read(row: number): Promise<OwnDetails> {
    const found: OwnDetails[] = [];
    let asker: string | null = null;
    await inspection.read([row], (evt) => {
      const { bytes, ...details } = reader.read(evt);
      const sentence = sentences.of(evt) ?? '';
      if (sentence === '' && isCallBegin(evt)) asker = sentences.who(evt);
      return found.push({ ...details, num: evt.num, sentence, bytes: bytes.toString('base64') }) > 0;
    });
    const [details] = found;
    if (details === undefined) throw new RequestError(404, missing(inspection, row));
    return asker === null ? details : { ...details, sentence: await asked(row, asker) };
  }

  async function details({ id: row, query, signal }: Call): Promise<EventDetails> {
    await inspection.reach(row, signal);
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

  return [{ method: 'GET', path: '/api/events/ID', answer: details }];
}
