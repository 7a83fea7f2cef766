import type { FieldContext } from '../fields/field-context.js';
import { DetailReader } from '../inspect/details.js';
import type { Inspection } from '../inspect/inspection.js';
import type { View } from '../inspect/view.js';
import { isCallBegin, Sentences } from '../output/words/sentence.js';
import { missing } from './missing-row.js';
import type { EventDetails } from './protocol.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';

type OwnDetails = Pick<EventDetails, 'num' | 'sentence' | 'classes' | 'bytes' | 'params' | 'record'>;

/** What is asked about one event. */
export class EventRoutes {
  readonly routes: readonly Route[];
  private readonly inspection: Inspection;
  private readonly reader: DetailReader;
  private readonly sentences: Sentences;
  private readonly all: View;

  /** `viewOf` finds the view of a request. */
  constructor(inspection: Inspection, context: FieldContext, viewOf: (id: number) => View) {
    this.inspection = inspection;
    this.reader = new DetailReader(context);
    this.sentences = new Sentences(context);
    this.all = inspection.view('');
    const answer = async ({ id: row, query, signal }: Call): Promise<EventDetails> => {
      await inspection.reach(row, signal);
      const id = numberIn(query, 'view', { min: 0, max: Number.MAX_SAFE_INTEGER, preset: 0 });
      return this.details(row, id === 0 ? this.all : viewOf(id));
    };
    this.routes = [{ method: 'GET', path: '/api/events/ID', answer }];
  }

  /** Tells all about an event once, a while after all events are there, so that V8 has compiled the code before anybody waits for it. */
  async warmUp(): Promise<void> {
    const { inspection, all } = this;
    await inspection.rested();
    // what is wrong is told to those who ask
    await this.details(inspection.index.kept.count - 1, all).catch(() => undefined);
  }

  private async details(row: number, view: View): Promise<EventDetails> {
    const own = await this.own(row);
    const { related, index } = this.inspection;
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

  private async own(row: number): Promise<OwnDetails> {
    const { inspection, reader, sentences } = this;
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
    return asker === null ? details : { ...details, sentence: await this.asked(row, asker) };
  }

  /** What the call asks that a row begins: its end knows more than its beginning. */
  private async asked(row: number, who: string): Promise<string> {
    const { inspection, sentences } = this;
    const partner = inspection.related.partner(row);
    let sentence = '';
    await inspection.read([partner < 0 ? row : partner], (evt) => {
      sentence = `${who} ${sentences.asked(evt)}`;
      return true;
    });
    return sentence;
  }
}
