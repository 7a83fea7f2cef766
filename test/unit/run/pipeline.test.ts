import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { TABLE_RECORD } from '../../../src/decode/table-record.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../../src/filter/filter.js';
import { compileWriter } from '../../../src/output/format.js';
import { Pipeline } from '../../../src/run/pipeline.js';
import { pipelineParts } from '../../../src/run/pipeline-parts.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { type ContentMemory, WINDOW_SIZE } from '../../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../../src/source/prefilter-module.js';
import { Prefilter } from '../../../src/state/prefilter.js';
import { int, text } from '../../helpers/event-samples.js';
import { capture, eventBlock } from '../../helpers/scap.js';
import { share } from '../../helpers/seed.js';
import { textConsumer } from '../../helpers/text-consumer.js';

const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1), emptyThread(2, 2)] };
const START = 1_700_000_000_000_000_000n;
const FD = int(3, 8);
const OPENED = [FD, int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(0, 4), int(7, 8)];
/** Calls that two threads make, one after the other. */
const CALLS: readonly (readonly [type: number, params: readonly Buffer[]])[] = [
  [EVT.OPENAT_2_E, [int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4)]],
  [EVT.OPENAT_2_X, OPENED],
  [EVT.READ_E, [FD, int(80, 4)]],
  [EVT.READ_X, [int(2, 8), Buffer.from('ab')]],
  [EVT.WRITE_E, [FD, int(80, 4)]],
  [EVT.WRITE_X, [int(2, 8), Buffer.from('ab')]],
  [EVT.CLOSE_E, [FD]],
  [EVT.CLOSE_X, [int(0, 8)]],
];
const EVENTS = [1n, 2n].flatMap((tid, round) =>
  CALLS.map(([type, params], i) =>
    eventBlock({ type, tid, ts: START + BigInt(round * CALLS.length + i) * 1000n, params: [...params] }),
  ),
);
const BYTES = capture(EVENTS, HEADER);
const HEADER_SIZE = capture([], HEADER).length;
/** Offsets in a block: of its event's length, and of the size of its first parameter. */
const EVENT_LENGTH_AT = 26;
const FIRST_SIZE_AT = 36;

const PREFILTER = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);

/** The lines printed for a capture, and how reading it ended. */
async function read(bytes: Buffer, filter: Filter | null, memory: ContentMemory | null): Promise<string[]> {
  const out = new ByteText();
  const emit = compileWriter('*%evt.num %evt.type %thread.tid %fd.name %evt.args', DEFAULT_FIELD_CONTEXT);
  const skipContext = { prefilter: PREFILTER, rejected: null };
  const pipeline = new Pipeline(pipelineParts({ filter, skipContext, consumers: [textConsumer(emit, out)] }));
  const input = Readable.from([bytes], { objectMode: false });
  const source = openCaptureFile('-', { input, memory });
  let end = 'complete';
  try {
    for await (const item of source.items()) {
      if (item.kind === 'header') pipeline.begin(item.header);
      else pipeline.take(item.batch);
    }
  } catch (error) {
    end = (error as Error).message;
  }
  return [...out.toText().split('\n'), `${pipeline.bytes} bytes`, end];
}

test("the type of the probe's records about descriptors is like any unknown one in a file", async () => {
  const record = [FD, int(0xef53, 8), int(8, 4), int(9, 8), int(1, 4), text('/forged'), int(0, 8), Buffer.alloc(0)];
  const unknown = (type: number, params: readonly Buffer[] = []) => eventBlock({ type, tid: 1n, ts: START, params });
  const readWith = (type: number, text: string) => {
    const bytes = capture([unknown(type), ...EVENTS.slice(0, 3), unknown(type, record), ...EVENTS.slice(3)], HEADER);
    return read(bytes, text === '' ? null : compileFilter(text, DEFAULT_FIELD_CONTEXT), PREFILTER);
  };
  for (const text of ['', 'fd.name=/etc/hosts', 'thread.tid=1']) {
    const lines = await readWith(TABLE_RECORD, text);
    expect(lines).toEqual(await readWith(TABLE_RECORD + 1, text));
    expect(lines.at(-1)).toBe('complete');
  }
});

describe('a pipeline over memory that can be prefiltered', () => {
  const filters = ['', 'evt.type=openat', 'fd.name contains /proc', 'thread.tid=2'];
  const places = Array.from({ length: BYTES.length - HEADER_SIZE }, (_, i) => HEADER_SIZE + i);

  test.each(filters)(
    'gives the same events and losses as over other memory, whichever byte is changed or wherever it is cut: %s',
    async (text) => {
      const filter = text === '' ? null : compileFilter(text, DEFAULT_FIELD_CONTEXT);
      expect((await read(BYTES, filter, PREFILTER)).at(-1)).toBe('complete');
      for (const at of share(places, filters.indexOf(text), filters.length - 1)) {
        const changed = Buffer.from(BYTES);
        changed[at] = (changed[at] as number) ^ 0x11;
        for (const bytes of [changed, BYTES.subarray(0, at)]) {
          const expected = [at, ...(await read(bytes, filter, null))];
          expect([at, ...(await read(bytes, filter, PREFILTER))]).toEqual(expected);
        }
      }
    },
  );

  test('reports damage inside a skipped event, and continues after it', async () => {
    const filter = compileFilter('evt.type=openat', DEFAULT_FIELD_CONTEXT);
    for (const [number, member] of [
      [2, EVENT_LENGTH_AT],
      [6, EVENT_LENGTH_AT],
      [6, FIRST_SIZE_AT],
    ] as const) {
      const events = EVENTS.map((event) => Buffer.from(event));
      const damaged = events[number] as Buffer;
      damaged.writeUInt16LE(damaged.readUInt16LE(member) + 0x40, member);
      const lines = await read(capture(events, HEADER), filter, PREFILTER);
      expect([number, member, lines.at(-1)]).toEqual([
        number,
        member,
        expect.stringContaining('damaged event at byte'),
      ]);
      expect(lines.filter((line) => line.includes('openat'))).toHaveLength(4);
    }
  });
});
