import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import type { RawOptions } from '../../../src/cli/command-line/table.js';
import { checkOptions } from '../../../src/cli/options/run-options.js';
import { runCapture } from '../../../src/cli/run/run-capture.js';
import { fieldClass, plain } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { registryOf } from '../../../src/run/source-fields.js';
import { FILES, MACHINE, SOURCES, type SourceKind } from '../../../src/run/sources.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import type { EventSource, SourceItem } from '../../../src/source/source.js';
import { int, text } from '../../helpers/event-samples.js';
import { testIo } from '../../helpers/process-io.js';
import { capture, eventBlock } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const START = 1_700_000_000_000_000_000n;
const HEADER = { ...emptyHeader(), threads: [{ ...emptyThread(7, 7), comm: 'cat' }] };
/** Plugin id of the events of the source. */
const MEMO_ID = 77;
const OPENED = [int(3, 8), int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(0, 4), int(7, 8)];
const CALLS: readonly (readonly [type: number, params: readonly Buffer[]])[] = [
  [EVT.OPENAT_2_E, [int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4)]],
  [EVT.OPENAT_2_X, OPENED],
  [EVT.READ_E, [int(3, 8), int(80, 4)]],
  [EVT.READ_X, [int(2, 8), Buffer.from('ab')]],
  [EVT.CLOSE_E, [int(3, 8)]],
  [EVT.CLOSE_X, [int(0, 8)]],
];
const CALL_BLOCKS = CALLS.map(([type, params], i) =>
  eventBlock({ type, tid: 7n, ts: START + BigInt(i), params: [...params] }),
);
const MEMOS = ['hello', 'bye'].map((memo, i) =>
  eventBlock({
    type: EVT.PLUGINEVENT_E,
    tid: -1n,
    ts: START + BigInt(100 + i),
    lengthSize: 4,
    params: [int(MEMO_ID, 4), Buffer.from(memo)],
  }),
);
const BLOCKS = [...CALL_BLOCKS, ...MEMOS];
const FILE = scratch.path('same.scap');
writeFileSync(FILE, capture(BLOCKS, HEADER));

/** Delivers events from memory, in two batches. */
class MemorySource implements EventSource {
  readonly name = 'memory';
  readonly damage = null;
  isClosed = false;
  private isStopped = false;

  async *items(): AsyncGenerator<SourceItem, void, void> {
    yield { kind: 'header', header: HEADER };
    for (const blocks of [BLOCKS.slice(0, 3), BLOCKS.slice(3)]) {
      if (this.isStopped) return;
      yield { kind: 'events', batch: Batch.whole(Buffer.concat(blocks)) };
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  close(): void {
    this.isClosed = true;
  }
}

const opened: MemorySource[] = [];
/** A kind of source for this test only. */
const MEMORY: SourceKind = {
  name: 'memory',
  isLive: false,
  usesProbe: false,
  opens: ({ inputs }) => inputs[0] === 'memory:',
  fillsPrefilter: () => false,
  brings: {
    name: 'memory',
    kinds: [{ type: EVT.PLUGINEVENT_E, id: MEMO_ID }],
    fields: fieldClass('memo', [
      {
        name: 'memo.text',
        type: 'charbuf',
        display: 'Text',
        description: 'The text of a memo.',
        bind: plain(({ view }) => view.rawText(1)),
      },
    ]),
    defaultFormat: '*%evt.num memo: %memo.text',
  },
  open: async () => {
    const source = new MemorySource();
    opened.push(source);
    return { source };
  },
};

/** Runs a command line with -r: its exit status, output and warnings. */
async function run(input: string, raw: RawOptions, words: readonly string[] = []) {
  const out = scratch.path('out');
  const stdout = openSync(out, 'w');
  const warnings: string[] = [];
  const processIo = testIo(stdout, (line) => void warnings.push(line));
  try {
    const options = checkOptions({ ...raw, read: [input] }, words, [], [MEMORY, ...SOURCES]);
    const status = await runCapture(options, processIo);
    return { status, lines: readFileSync(out, 'latin1').split('\n'), warnings };
  } finally {
    closeSync(stdout);
  }
}

describe('a source kind added to the table', () => {
  test.each<[RawOptions, string[]]>([
    [{}, []],
    [{ print: '%evt.num %evt.type %fd.name %proc.name' }, []],
    [{ json: true }, ['evt.dir=<']],
    [{ numEvents: '4' }, ['fd.name=/etc/hosts']],
    [{ summary: true, quiet: true }, []],
    [{ form: 'ndjson' }, ['evt.type=read']],
    [{ print: '*%evt.num %memo.text' }, ['memo.text contains b']],
  ])('prints its events like a file with the same events (%#)', async (raw, words) => {
    const own = await run('memory:', raw, words);
    expect(own).toEqual(await run(FILE, raw, words));
    expect(own.lines.length).toBeGreaterThan(1);
    expect(opened.at(-1)?.isClosed).toBe(true);
  });

  test('has its own format and field, which have no value for other events', async () => {
    const { lines } = await run('memory:', { time: 'a' }, []);
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/^6 .* cat \(7\) < close res=0/),
      '7 memo: hello',
      '8 memo: bye',
      '',
    ]);
    expect((await run('memory:', {}, ['memo.text=bye'])).lines).toEqual(['8 memo: bye', '']);
    expect((await run('memory:', { numEvents: '1', print: '*[%memo.text]' })).lines).toEqual(['[<NA>]', '']);
    expect(() => compileFilter('memo.text=bye', { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) })).toThrow(
      "there is no field 'memo.text'",
    );
  });

  test('can be written to a capture', async () => {
    const copy = scratch.path('copy.scap');
    const { status } = await run('memory:', { write: copy });
    expect(status).toBe(0);
    expect((await run(copy, {})).lines).toEqual((await run(FILE, {})).lines);
  });
});

test.each([
  [{ read: ['a.scap'] }, FILES],
  [{ read: ['-', 'a.scap'] }, FILES],
  [{}, MACHINE],
])('the options select the source kind (%#)', (raw, row) => {
  expect(checkOptions(raw, []).source).toBe(row);
});
