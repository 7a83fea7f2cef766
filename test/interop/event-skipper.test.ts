import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Batch } from '../../src/bytes/batch.js';
import { ByteText } from '../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { compileWriter } from '../../src/output/format.js';
import { Pipeline } from '../../src/run/pipeline.js';
import { pipelineParts } from '../../src/run/pipeline-parts.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { type ContentMemory, WINDOW_SIZE } from '../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import { Prefilter } from '../../src/state/prefilter.js';
import { share } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { textConsumer } from '../helpers/text-consumer.js';

const LIST = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/filters/same-events.txt');
const FILTERS = readFileSync(LIST, 'utf8').trimEnd().split('\n');
const FORMAT =
  '*%evt.num %evt.dir %evt.type %thread.tid %proc.name %evt.latency %evt.deltatime %fd.num %fd.name %evt.args';
const PIECE = 50;
/** A batch in pieces of a few events each, so that calls start in one and end in another. */
function pieces(batch: Batch): Batch[] {
  const all: Batch[] = [];
  let count = 0;
  for (let at = batch.start; at < batch.end; at += batch.view.getUint32(at + 4, true)) {
    const last = all.at(-1);
    if (last !== undefined) last.end = at;
    if (count++ % PIECE !== 0) continue;
    const piece = new Batch(batch.bytes);
    piece.start = at;
    all.push(piece);
  }
  const last = all.at(-1);
  if (last !== undefined) last.end = batch.end;
  return all;
}

const PREFILTER = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);

/** Lines of a capture whose content is in `memory`. Without a prefilter every event is examined. */
async function lines(
  capture: string,
  filter: Filter,
  memory?: ContentMemory,
  prefilter = PREFILTER as Prefilter | null,
): Promise<string[]> {
  const text = new ByteText();
  const emit = compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT);
  const skipContext = prefilter === null ? null : { prefilter, rejected: null };
  const pipeline = new Pipeline(pipelineParts({ filter, skipContext, consumers: [textConsumer(emit, text)] }));
  for await (const item of openCaptureFile(sharedPath('captures', `${capture}.scap`), {
    memory: memory ?? null,
  }).items()) {
    if (item.kind === 'header') pipeline.begin(item.header);
    else for (const piece of pieces(item.batch)) pipeline.take(piece);
  }
  return text.toText().split('\n');
}

/** Filters that pass few events of a large capture. */
const RARE = [
  'evt.type=openat',
  'evt.type=mkdirat and proc.name=zzz',
  'evt.type in (close, dup, fcntl) and evt.dir=<',
  'evt.type=write',
  'evt.type=execve or proc.name=sed',
  'proc.name in (sed, awk) and fd.num > 2',
  'proc.aname=sshd and evt.type=read',
  'not proc.name=sh and evt.type in (open, openat, stat)',
  'fd.name contains /etc',
  'fd.type=ipv4 or fd.num=1',
  'not fd.name exists',
];

describeWithShared('events that a filter is sure to reject', () => {
  test.each([
    ['libs-curl-google', FILTERS],
    ['libs-sample', FILTERS],
    ['sf-setns', RARE],
    ['sf-alpine', RARE],
  ])('%s: skipping them changes no line of the others', async (capture, filters) => {
    for (const text of share(filters, capture.length, 2)) {
      const filter = compileFilter(text, DEFAULT_FIELD_CONTEXT);
      const expected = [text, ...(await lines(capture, filter, undefined, null))];
      expect([text, ...(await lines(capture, filter))]).toEqual(expected);
      expect([text, ...(await lines(capture, filter, PREFILTER))]).toEqual(expected);
    }
  });
});
