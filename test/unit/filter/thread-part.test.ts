import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { Evt } from '../../../src/state/evt.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Thread } from '../../../src/state/thread.js';

/** Whether events of a thread called `comm` may pass a filter, as far as threads tell; null where they tell nothing. */
function mayPass(text: string, comm: string): boolean | null {
  const { threadTest } = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const evt = new Evt(new SystemState());
  evt.thread = new Thread(7);
  evt.thread.comm = comm;
  return threadTest === null ? null : threadTest(evt);
}

test.each([
  ['proc.name=cat', 'cat', true],
  ['proc.name=cat', 'dog', false],
  ['proc.name=cat and fd.num=3', 'cat', true],
  ['proc.name=cat and fd.num=3', 'dog', false],
  ['not proc.name=cat and fd.num=3', 'cat', false],
  ['not (proc.name=cat and fd.num=3)', 'cat', null],
  ['not (proc.name=cat and fd.num=3)', 'dog', null],
  ['proc.name=cat or fd.num=3', 'dog', null],
  ['(proc.name=cat and fd.num=3) or (proc.name=cow and evt.type=open)', 'cow', true],
  ['(proc.name=cat and fd.num=3) or (proc.name=cow and evt.type=open)', 'dog', false],
  ['proc.name=cat and thread.cpu > 1', 'dog', null],
  ['fd.name contains etc', 'cat', null],
  ['proc.vmsize > 1', 'cat', null],
])('%s: of a thread called %s it can tell %s', (text, comm, expected) => {
  expect(mayPass(text, comm)).toBe(expected);
});
