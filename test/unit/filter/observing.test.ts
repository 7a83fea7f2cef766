import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../../src/filter/filter.js';
import { observing } from '../../../src/filter/observing.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const EVENTS_SEEN = [
  namedEvent('READ_E', 1000, { fd: int(1, 8) }),
  namedEvent('CLOSE_E', 1000, { fd: int(1, 8) }),
  namedEvent('CLOSE_E', 2000, { fd: int(1, 8) }),
];

/** Numbers of the events that an observer of close sees, and that pass. */
function outcome(filter: Filter | null): { seen: number[]; passed: number[] } {
  const seen: number[] = [];
  const passed: number[] = [];
  const observed = observing(filter, { types: [EVT.CLOSE_E], see: () => seen.push(number) });
  const run = new EventRun(sampleHeader());
  let number = 0;
  for (const event of EVENTS_SEEN) {
    number++;
    run.apply(event);
    if (observed.test(run.evt)) passed.push(number);
  }
  return { seen, passed };
}
const compiled = (text: string): Filter => compileFilter(text, DEFAULT_FIELD_CONTEXT);

test('the observer sees all events of its types, and the same events pass', () => {
  expect(outcome(compiled('evt.type = read'))).toEqual({ seen: [2, 3], passed: [1] });
  expect(outcome(compiled('thread.tid = 2000'))).toEqual({ seen: [2, 3], passed: [3] });
  expect(outcome(null)).toEqual({ seen: [2, 3], passed: [1, 2, 3] });
});

test('the mask has the observed types and those that can pass, and no others', () => {
  const { mask } = observing(compiled('evt.type = read and evt.dir = >'), { types: [EVT.CLOSE_E], see: () => {} });
  const types = EVENTS.filter(({ id }) => mask[id] === 1 && id > EVT.GENERIC_X).map(({ code }) => code);
  expect(types).toEqual(['CLOSE_E', 'READ_E', 'ASYNCEVENT_E'].sort((a, b) => idOf(a) - idOf(b)));
});

test('no event is rejected unseen because of its thread or its descriptor', () => {
  const { threadTest, isOfThreads, fdTest } = observing(compiled('proc.name = shell and fd.num = 3'), {
    types: [EVT.CLOSE_E],
    see: () => {},
  });
  expect({ threadTest, isOfThreads, fdTest }).toEqual({ threadTest: null, isOfThreads: false, fdTest: null });
});

function idOf(name: string): number {
  return EVENTS.findIndex(({ code }) => code === name);
}
