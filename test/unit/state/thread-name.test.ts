import { describe, expect, test } from '@jest/globals';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileWriter } from '../../../src/output/format.js';
import { Pipeline } from '../../../src/run/pipeline.js';
import { pipelineParts } from '../../../src/run/pipeline-parts.js';
import { EVT } from '../../../src/schema/events.js';
import { WINDOW_SIZE } from '../../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../../src/source/prefilter-module.js';
import { Prefilter } from '../../../src/state/prefilter.js';
import { batchOf, EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';
import { textConsumer } from '../../helpers/text-consumer.js';

const PR_SET_NAME = 15;
const PR_GET_NAME = 16;
const TID = 2000n;

function prctl(option: number, name: string, result = 0): EventParts {
  return { type: EVT.PRCTL_X, tid: TID, params: [int(result, 8), int(option, 4), text(name), int(0, 8)] };
}

/** comm and command line of a thread after a call. */
function namesAfter(event: EventParts): unknown {
  const run = new EventRun(sampleHeader());
  run.apply(event);
  return [run.evt.thread?.comm, run.evt.thread?.cmdline];
}

describe('prctl(PR_SET_NAME)', () => {
  const [before, line] = namesAfter({ type: EVT.GETUID_E, tid: TID }) as [string, string];

  test('renames its thread, and leaves the command line as it was', () => {
    expect(namesAfter(prctl(PR_SET_NAME, 'renamed'))).toEqual(['renamed', line]);
  });

  test('keeps 15 bytes of a longer name, as the kernel does', () => {
    expect(namesAfter(prctl(PR_SET_NAME, 'a-name-of-20-letters'))).toEqual(['a-name-of-20-le', line]);
    expect(namesAfter(prctl(PR_SET_NAME, ''))).toEqual(['', line]);
  });

  test('changes nothing if it fails, if the name was not recorded, or if it only reads the name', () => {
    const unread = { ...prctl(PR_SET_NAME, ''), params: [int(0, 8), int(PR_SET_NAME, 4), Buffer.alloc(0), int(0, 8)] };
    for (const event of [prctl(PR_SET_NAME, 'renamed', -14), prctl(PR_GET_NAME, 'renamed'), unread])
      expect(namesAfter(event)).toEqual([before, line]);
  });

  test.each([true, false])('is followed by a filter for the new name (skipping rejected events: %s)', (isPassing) => {
    const calls = Array.from({ length: 5 }, (): EventParts => ({ type: EVT.GETUID_E, tid: TID }));
    const text = new ByteText();
    const prefilter = isPassing ? new Prefilter(loadPrefilterModule(), WINDOW_SIZE) : null;
    const pipeline = new Pipeline(
      pipelineParts({
        filter: compileFilter('proc.name=renamed', DEFAULT_FIELD_CONTEXT),
        skipContext: prefilter === null ? null : { prefilter, rejected: null },
        consumers: [textConsumer(compileWriter('%evt.num %evt.type', DEFAULT_FIELD_CONTEXT), text)],
      }),
    );
    pipeline.begin(sampleHeader());
    pipeline.take(batchOf([...calls, prctl(PR_SET_NAME, 'renamed'), ...calls, prctl(PR_SET_NAME, 'other'), ...calls]));
    const found = ['6 prctl', ...[7, 8, 9, 10, 11].map((num) => `${num} getuid`), ''];
    expect(text.toText().split('\n')).toEqual(found);
  });
});
