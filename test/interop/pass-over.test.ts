import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ByteText } from '../../src/bytes/byte-text.js';
import { EventLoop } from '../../src/cli/event-loop.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { compileWriter } from '../../src/output/format.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { LossLog } from '../../src/source/loss.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const LIST = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/filters/same-events.txt');
const FILTERS = readFileSync(LIST, 'utf8').trimEnd().split('\n');
const FORMAT =
  '*%evt.num %evt.dir %evt.type %thread.tid %proc.name %evt.latency %evt.deltatime %fd.num %fd.name %evt.args';
const OPTIONS = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxTime: Number.POSITIVE_INFINITY,
  showsInternal: false,
  filtersLate: false,
  keepsStateEvents: false,
  isVerbose: false,
};

async function lines(capture: string, filter: Filter): Promise<string[]> {
  const text = new ByteText();
  const emit = compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT);
  const loop = new EventLoop(OPTIONS, { filter, emit, text, writer: null, summary: null, losses: new LossLog() });
  for await (const item of openCaptureFile(sharedPath('captures', `${capture}.scap`)).items()) {
    if (item.kind === 'header') loop.begin(item.header);
    else loop.take(item.batch);
  }
  return text.toText().split('\n');
}

describeWithShared('events that a filter is sure to refuse', () => {
  test.each(['libs-curl-google', 'libs-sample'])(
    '%s: passing over them changes no line of the others',
    async (capture) => {
      for (const text of FILTERS) {
        const filter = compileFilter(text, DEFAULT_FIELD_CONTEXT);
        const whole = { ...filter, mask: new Uint8Array(filter.mask.length).fill(1), threadTest: null };
        expect([text, ...(await lines(capture, filter))]).toEqual([text, ...(await lines(capture, whole))]);
      }
    },
  );
});
