/** Columns say of each event what its fields say. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { FilteredColumns, sideBySide } from '../../src/analysis/filtered-columns.js';
import { ScapError } from '../../src/errors.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { isGenericType } from '../../src/fields/event-kind.js';
import type { Extract, FieldDef } from '../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { readsOf, typesOfSubject } from '../../src/fields/of-subject.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { fieldsOf } from '../../src/filter/part-of.js';
import type { ColumnConsumer, EventConsumer } from '../../src/output/event-consumer.js';
import { End } from '../../src/run/end.js';
import { Session, type SessionParts, sessionParts } from '../../src/run/session.js';
import { makeSkipContext } from '../../src/run/skip-context.js';
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../../src/schema/block.js';
import { EVENT, EVENT_AT } from '../../src/schema/event-layout.js';
import { EVT, FIRST_CALL_TYPE } from '../../src/schema/events.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { HAS_DIRECTORY } from '../../src/state/binding.js';
import { COLUMN_TYPES } from '../../src/state/column-types.js';
import type { EventColumns } from '../../src/state/event-columns.js';
import type { Evt } from '../../src/state/evt.js';
import { READS_ALL, READS_FD, READS_NOTHING, type SubjectReads, THREADS_READ } from '../../src/state/subject-reads.js';
import type { SystemState } from '../../src/state/system-state.js';
import { writeRandomCapture, writeReusedNumbers } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { firstDifference } from '../helpers/first-difference.js';
import { soundFilters } from '../helpers/random-query.js';
import { capture, eventBlock, readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const RANDOM_CAPTURES = times(4);
const FILTERS_EACH = 8;
/** Bytes at the beginning of an annex, and how many bytes after these may be damaged. */
const MAGIC = Buffer.from('SSAX', 'latin1');
const DAMAGED_BYTES = 22;

const scratch = makeScratch();
/** Events that random captures must have as rows: of calls without an event of their own, with a directory, and commands of fcntl. */
const ROW_KINDS: Readonly<Record<string, (type: number) => boolean>> = {
  generic: isGenericType,
  call: (type) => type >= FIRST_CALL_TYPE,
  directory: (type) => HAS_DIRECTORY[type] === 1,
  command: (type) => type === EVT.FCNTL_X,
  other: (type) => !isGenericType(type) && type < FIRST_CALL_TYPE,
};
/** Rows of random captures by kind: some captures are of recorders for which nothing is skipped. */
const randomRows = new Map<string, number>();
afterAll(() => {
  scratch.remove();
  expect([...randomRows.keys()].sort()).toEqual(Object.keys(ROW_KINDS).sort());
});

/** A field without an argument, and how it is read. */
interface Reader {
  readonly def: FieldDef;
  readonly extract: Extract;
  readonly ofSubject: Uint8Array;
}

const READERS: readonly Reader[] = BUILT_IN_FIELDS.fields
  .filter(
    ({ arg, isStateful, isFilterOnly, isListWithoutArg }) =>
      arg !== 'required' && !isStateful && !isFilterOnly && !isListWithoutArg,
  )
  .map((def) => ({
    def,
    extract: def.bind(null, DEFAULT_FIELD_CONTEXT),
    ofSubject: typesOfSubject({ def, arg: null }),
  }));
/** What is read of subjects: the fields whose values are the same for one subject, and those that follow from columns. */
interface About {
  readonly reads: SubjectReads;
  readonly ofSubject: readonly Reader[];
  readonly ofColumns: readonly Reader[];
}

/** The fields that read no more of subjects. */
function about(reads: SubjectReads): About {
  const fits = ({ def }: Reader): boolean => readsOf(def).threads <= reads.threads && (reads.fds || !readsOf(def).fds);
  return {
    reads,
    ofSubject: READERS.filter((reader) => reader.ofSubject.includes(1) && fits(reader)),
    ofColumns: READERS.filter((reader) => reader.def.ofColumns !== undefined && fits(reader)),
  };
}

const OWN_THREADS: SubjectReads = { threads: THREADS_READ.OWN, fds: false };
const ABOUTS: readonly About[] = [READS_ALL, READS_FD, OWN_THREADS, READS_NOTHING].map(about);

/** Names no globals: in tests, looking these up takes longer than all else. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? (value as Uint8Array).join('.') : `${value}`;

/** What all events with one subject have in common. */
const subjectText = (evt: Evt, { ofSubject: readers }: About): string =>
  readers
    .filter(({ ofSubject }) => ofSubject[evt.view.type] === 1)
    .map(({ def, extract }) => `${def.name}=${textOf(extract(evt))}`)
    .join(' ');

const ownText = (num: number, at: number, ts: readonly number[], values: readonly unknown[]): string =>
  `${num} ${at} ${ts.join('/')} ${values.map(textOf).join(' ')}`;

/** What is particular to an event, by its fields. */
const eventText = (evt: Evt, what: About): string =>
  `${ownText(
    evt.num,
    evt.place()?.offset ?? -1,
    [evt.view.tsHi, evt.view.tsLo],
    what.ofColumns.map(({ extract }) => extract(evt)),
  )} ${subjectText(evt, what)}`;

/** Takes events of the types that have columns by these, and the others one by one. */
class Collector implements EventConsumer, ColumnConsumer {
  readonly columns = this;
  readonly types = COLUMN_TYPES;
  readonly reads: SubjectReads;
  readonly texts: string[] = [];
  rows = 0;
  /** Rows of switches of the scheduler. */
  switches = 0;
  /** Rows by ROW_KINDS. */
  readonly kinds = new Map<string, number>();
  private readonly subjects: { text: string; type: number; applies: readonly boolean[] }[] = [];

  private readonly what: About;

  constructor(what: About) {
    this.what = what;
    this.reads = what.reads;
  }

  event(evt: Evt): boolean {
    this.texts.push(eventText(evt, this.what));
    return true;
  }

  assign(subject: number, evt: Evt): void {
    const applies = this.what.ofColumns.map(({ def }) => def.ofColumns?.applies(evt) === true);
    this.subjects[subject] = { text: subjectText(evt, this.what), type: evt.view.type, applies };
  }

  take(columns: EventColumns): void {
    this.rows += columns.count;
    for (let row = 0; row < columns.count; row++) this.texts.push(this.rowText(columns, row));
  }

  private rowText(columns: EventColumns, row: number): string {
    const subject = this.subjects[columns.subjects[row] as number];
    if (subject?.type === EVT.SCHEDSWITCH_6_E) this.switches++;
    for (const [kind, isOf] of Object.entries(ROW_KINDS))
      if (isOf(subject?.type ?? -1)) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    const values = this.what.ofColumns.map(({ def: { ofColumns } }, i) => {
      if (subject?.applies[i] !== true || ofColumns === undefined) return null;
      const value = ofColumns.valueOfType?.(subject.type) ?? ofColumns.value;
      return value(columns.results[row] as number, columns.latencies[row] as number);
    });
    const own = ownText(
      columns.num(row),
      columns.place(row)?.offset ?? -1,
      [columns.tsHi(row), columns.tsLo(row)],
      values,
    );
    return `${own} ${subject?.text}`;
  }
}

const timeOf = ({ lastTsHi, lastTsLo }: SystemState): string => `ends at ${lastTsHi}/${lastTsLo}`;

/** What a session says of each event that passes, and the time of the last event of all. */
async function textsOf(
  collector: { readonly texts: string[] } & EventConsumer,
  given: Partial<SessionParts>,
  path: string,
) {
  const source = openCaptureFile(path, { memory: given.skipContext?.prefilter ?? null });
  const session = new Session(sessionParts({ ...given, source, end: new End(0), consumers: [collector] }));
  await finish(session);
  return [...collector.texts, timeOf(session.pipeline.state)];
}

function byFields(path: string, filter: Filter, what: About): Promise<string[]> {
  const texts: string[] = [];
  const event = (evt: Evt): boolean => {
    if (filter.test(evt)) texts.push(eventText(evt, what));
    return true;
  };
  return textsOf({ texts, event }, {}, path);
}

/** A collector for each filter, all in one run: what the run of each filter says. */
async function expectSideBySide(path: string, texts: readonly string[], what: About): Promise<number> {
  const filters = texts.map((text) => compileFilter(text, DEFAULT_FIELD_CONTEXT));
  const collectors = filters.map(() => new Collector(what));
  const all: EventConsumer & { readonly texts: string[] } = {
    texts: [],
    columns: sideBySide(filters.map((filter, i) => new FilteredColumns(filter, collectors[i] as Collector))),
    event: (evt) => {
      for (const [i, filter] of filters.entries()) if (filter.test(evt)) (collectors[i] as Collector).event(evt);
      return true;
    },
  };
  await textsOf(all, { skipContext: makeSkipContext(null, false) }, path);
  for (const [i, filter] of filters.entries()) {
    const expected = await byFields(path, filter, what);
    const found = (collectors[i] as Collector).texts;
    expect([texts[i], ...firstDifference(found, expected.slice(0, -1))]).toEqual([texts[i]]);
  }
  return Math.min(...collectors.map(({ rows }) => rows));
}

function byColumns(path: string, filter: Filter, collector: Collector): Promise<string[]> {
  const notesUse = filter.checked === null || fieldsOf(filter.checked).some(({ asksNoUse }) => !asksNoUse);
  return textsOf(collector, { filter, skipContext: makeSkipContext(filter, false), needs: { notesUse } }, path);
}

/** Returns what came by columns. */
async function expectSame(
  path: string,
  text: string,
  what: About,
): Promise<Pick<Collector, 'rows' | 'kinds' | 'switches'>> {
  const collector = new Collector(what);
  const expected = await byFields(path, compileFilter(text, DEFAULT_FIELD_CONTEXT), what);
  const found = await byColumns(path, compileFilter(text, DEFAULT_FIELD_CONTEXT), collector);
  expect([text, ...firstDifference(found, expected)]).toEqual([text]);
  return collector;
}

/** A capture in which bytes of many annexes are others: of their heads, of their entries and of values. */
function withDamagedAnnexes(whole: Buffer, dice: Dice): Buffer {
  const damaged = Buffer.from(whole);
  for (let at = 0; at + BLOCK_LENGTH_AT < whole.length; at += whole.readUInt32LE(at + BLOCK_LENGTH_AT)) {
    const end = at + whole.readUInt32LE(at + BLOCK_LENGTH_AT) - BLOCK_TRAILER_SIZE;
    const annex = whole.subarray(at, end).indexOf(MAGIC);
    const byte = at + annex + MAGIC.length + dice.next(DAMAGED_BYTES);
    if (annex >= 0 && byte < end && dice.next(2) === 0) damaged[byte] = dice.next(256);
  }
  return damaged;
}

/** A switch of the scheduler away from the thread of an event, just after it. */
function switchAfter(block: Buffer): Buffer {
  const params = [
    Buffer.alloc(8, 1),
    Buffer.alloc(8),
    Buffer.alloc(8),
    Buffer.alloc(4),
    Buffer.alloc(4),
    Buffer.alloc(4),
  ];
  return eventBlock({
    type: EVT.SCHEDSWITCH_6_E,
    ts: block.readBigUInt64LE(EVENT_AT + EVENT.TS),
    tid: block.readBigUInt64LE(EVENT_AT + EVENT.TID),
    params,
  });
}

/** Writes a copy of a capture with switches after many plain events: within calls, after them, and of threads that end. */
async function writeWithSwitches(path: string, from: string, dice: Dice): Promise<void> {
  const { headers, events } = await readCapture(from);
  const hasOne = (block: Buffer): boolean => block.readUInt32LE(0) === BLOCK.EVENT_V2 && dice.next(3) > 0;
  const blocks = events.flatMap((block) => (hasOne(block) ? [block, switchAfter(block)] : [block]));
  writeFileSync(path, capture(blocks, headers[0]));
}

/** Takes what a session delivers, to the end; damage is reported there. */
async function finish(session: Session): Promise<void> {
  try {
    for await (const _ of session.steps());
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
}

/** Filters take turns in what is read beside them. */
const aboutOf = (turn: number): About => ABOUTS[turn % ABOUTS.length] as About;

const ANY = 'evt.num > 0';
const MANY = 'evt.type exists';
/** Filters that columns can decide. */
const BY_COLUMNS = [
  MANY,
  'evt.dir=<',
  'evt.failed=true',
  'evt.failed=false and fd.type=file',
  'not evt.failed=true',
  'evt.latency>1000 or evt.buflen>100',
  'evt.is_io=true and proc.name=sh',
  'evt.rawres < 0 or evt.rawres >= 4096',
  'not (evt.rawres in (0, 1, 2) or fd.num > 2)',
  'evt.count.error=1',
];

/** The large captures are read for each third of them. */
const SHARE = 3;

const isStateful = ({ checked }: Filter): boolean =>
  checked === null || fieldsOf(checked).some((field) => field.isStateful === true);

const randomFilters = (dice: Dice): string[] =>
  soundFilters(dice, FILTERS_EACH, { suits: (filter) => !isStateful(filter) });

describeWithShared('columns', () => {
  test.each(['sf-tcp-client-server', 'libs-sample', 'sf-setns'])('agree with the fields of %s', async (name) => {
    const path = sharedPath('captures', `${name}.scap`);
    let rows = 0;
    for (const [i, text] of BY_COLUMNS.entries()) rows += (await expectSame(path, text, aboutOf(i))).rows;
    expect(rows).toBeGreaterThan(0);
    expect((await expectSame(path, ANY, aboutOf(0))).rows).toBe(0);
  });

  test.each(['sf-tcp-client-server', 'sf-setns'])('agree for several filters side by side with %s', async (name) => {
    const path = sharedPath('captures', `${name}.scap`);
    const texts = ['evt.dir=<', 'evt.latency>1000', 'proc.name exists'];
    for (const what of ABOUTS) expect(await expectSideBySide(path, texts, what)).toBeGreaterThan(0);
  });

  test.each(Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i))(
    'agree with the fields of a random capture, seed %i',
    async (seed) => {
      const path = scratch.path(`random-${seed}.scap`);
      writeRandomCapture(path, seed);
      const dice = new Dice(seed * 17 + 3);
      const texts = [...BY_COLUMNS, ...randomFilters(dice)];
      for (const [i, text] of texts.entries()) {
        const { kinds } = await expectSame(path, text, aboutOf(i + seed));
        for (const [kind, rows] of kinds) randomRows.set(kind, (randomRows.get(kind) ?? 0) + rows);
      }
      for (const [i, side] of [BY_COLUMNS, texts].entries()) await expectSideBySide(path, side, aboutOf(i + seed));
    },
  );

  test.each(['libs-sample', 'sf-setns', 'sf-nginx'])('agree for switches of the scheduler in %s', async (name) => {
    const path = scratch.path(`switches-${name}.scap`);
    await writeWithSwitches(path, sharedPath('captures', `${name}.scap`), new Dice(SEED));
    for (const [i, text] of [MANY, ...BY_COLUMNS.filter((_, n) => n % SHARE === 1)].entries()) {
      const { switches } = await expectSame(path, text, aboutOf(i));
      if (text === MANY) expect(switches).toBeGreaterThan(0);
    }
    await expectSideBySide(path, [MANY, 'evt.dir=<', 'evt.latency>1000', 'fd.num > 2'], aboutOf(0));
  });

  test.each([1, 2, 3, 4])('agree where numbers are closed and used again and again, seed %i', async (seed) => {
    const path = scratch.path(`reused-${seed}.scap`);
    writeReusedNumbers(path, SEED + seed);
    // the second one rejects what closes, copies and connects descriptors
    for (const text of [MANY, 'evt.type in (read, write, sendto)'])
      for (const what of ABOUTS) expect((await expectSame(path, text, what)).rows).toBeGreaterThan(0);
  });

  test.each([1, 2, 3, 4])('agree with the fields of calls whose annexes are damaged, seed %i', async (seed) => {
    const path = scratch.path(`damaged-${seed}.scap`);
    writeRandomCapture(path, SEED * RANDOM_CAPTURES + seed);
    writeFileSync(path, withDamagedAnnexes(readFileSync(path), new Dice(SEED + seed)));
    for (const [i, text] of [MANY, 'fd.num > 2'].entries()) await expectSame(path, text, aboutOf(i));
  });
});
