import { toByteString } from '../../bytes/text.js';
import type { FieldContext } from '../../fields/field-context.js';
import { compileFilter } from '../../filter/filter.js';
import { DetailReader } from '../../inspect/details.js';
import type { Inspection } from '../../inspect/inspection.js';
import type { View } from '../../inspect/view.js';
import { packed } from '../../output/packed.js';
import { Sentences } from '../../output/words/sentence.js';
import type { Evt } from '../../state/evt.js';
import type { ReportPage } from '../assets.js';
import { captureOf, fieldsOf, progressOf as wholeProgress } from '../capture-routes.js';
import { type Profile, profileOf } from '../profile.js';
import type { Progress, ReportHead, StatsAnswer } from '../protocol.js';
import { statsTables } from '../stats-routes.js';
import { BlockBuilder } from './block-builder.js';
import { CoreColumns } from './core-columns.js';
import { beginning, data, ending } from './frame.js';
import { halves, NumberColumns } from './number-columns.js';
import { partnersOf, Relations } from './relations.js';

/** Most events of a report: browsers keep all of it in memory. */
export const MAX_EVENTS = 200_000;

/** Rows whose details are packed together: a browser unpacks them in some 10 ms. */
const BLOCK_ROWS = 512;
/** Bytes of a number. */
const WORD = 4;

/** What a report is made of. */
export interface ReportParts {
  readonly inspection: Inspection;
  /** Its events, all found. */
  readonly view: View;
  readonly context: FieldContext;
  readonly page: ReportPage;
  /** What it is called: the name of the capture. */
  readonly title: string;
}

/** What is read of events, for all of them. */
class Collected {
  readonly core: CoreColumns;
  readonly numbers: NumberColumns;
  readonly block: BlockBuilder;
  private readonly details: DetailReader;
  private readonly sentences: Sentences;
  private readonly colours: readonly ((evt: Evt) => boolean)[];
  private readonly relations: Relations;
  private readonly partners: ReadonlyMap<number, number>;
  private readonly parts: ReportParts;

  constructor(parts: ReportParts, profile: Profile) {
    const { context, inspection, view } = parts;
    this.parts = parts;
    this.block = new BlockBuilder(context.registry.fields.map(({ name }) => name));
    this.core = new CoreColumns(context, profile, view.count);
    this.numbers = new NumberColumns(view.count);
    this.details = new DetailReader(context);
    this.sentences = new Sentences(context);
    this.colours = profile.colours.map(({ filter }) => compileFilter(filter, context).test);
    this.relations = new Relations(inspection.index);
    this.partners = partnersOf(inspection.index, view.at(view.count - 1));
  }

  /** Takes the event of a row of the capture, which is the next one of the report. */
  take(evt: Evt, row: number, position: number): void {
    const { view, inspection } = this.parts;
    const { kept } = inspection.index;
    const partner = this.partners.get(row);
    const [numHigh, numLow] = halves(evt.num);
    this.core.set(position, evt);
    this.numbers.set(position, {
      timeHigh: evt.view.tsHi,
      timeLow: evt.view.tsLo,
      numHigh,
      numLow,
      colour: this.colours.findIndex((accepts) => accepts(evt)) + 1,
      partner: partner !== undefined && view.has(partner) ? view.positionOf(partner) + 1 : 0,
      ...this.relations.of(row),
      failed: kept.result(row) < 0 ? 1 : 0,
    });
    this.block.add(this.details.read(evt), this.sentences.of(evt) ?? '');
  }
}

/** A report: pieces of HTML. It is made while it is read. Throws SyssharkError. */
export async function* reportOf(parts: ReportParts): AsyncGenerator<string, void, void> {
  const { inspection, view, page, title } = parts;
  const profile = await profileOf(inspection, parts.context.registry);
  const collected = new Collected(parts, profile);
  yield beginning(page, `${title} – sysshark`);
  for (let from = 0; from < view.count; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, view.count - from);
    const rows = Array.from({ length: count }, (_, i) => view.at(from + i));
    let position = from;
    await inspection.read(rows, (evt, row) => {
      collected.take(evt, row, position++);
      return true;
    });
    yield data(`block-${from / BLOCK_ROWS}`, packed(JSON.stringify(collected.block.take())));
  }
  yield data('head', packed(await headOf(parts, profile, collected)));
  yield ending(page);
}

const progressOf = (inspection: Inspection, { count }: View): Progress => ({
  ...wholeProgress(inspection),
  events: count,
  bytes: 0,
  size: null,
  problem: null,
});

/** The head as JSON, its length before it, and the columns behind it. */
async function headOf(parts: ReportParts, profile: Profile, { core, numbers }: Collected): Promise<Buffer> {
  const { inspection, view, context } = parts;
  const head: ReportHead = {
    capture: {
      ...captureOf(inspection, profile),
      name: toByteString(parts.title),
      progress: progressOf(inspection, view),
      // it has no index
      sortable: [],
    },
    fields: fieldsOf(context),
    filter: view.text,
    blockRows: BLOCK_ROWS,
    numbers: numbers.names,
    texts: core.told,
    tables: await tablesOf(parts),
  };
  const json = Buffer.from(JSON.stringify(head));
  const padded = Buffer.alloc(WORD + Math.ceil(json.length / WORD) * WORD, ' ');
  padded.writeUint32LE(padded.length - WORD, 0);
  json.copy(padded, WORD);
  const columns = [...numbers.columns, ...core.numbers].map((column) => Buffer.from(column.buffer));
  return Buffer.concat([padded, ...columns]);
}

async function tablesOf({ inspection, view, context }: ReportParts): Promise<Record<string, StatsAnswer>> {
  const tables: Record<string, StatsAnswer> = {};
  for (const [name, make] of Object.entries(statsTables(inspection, context))) tables[name] = await make(view, null);
  return tables;
}
