import { expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { type FieldDef, fieldClass } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { type Checked, checkFilter } from '../../../src/filter/check.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { parseFilter } from '../../../src/filter/parse.js';
import { fieldsOf, isOfFd, isOfThread, partOf } from '../../../src/filter/part-of.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { FdInfo } from '../../../src/state/fd-info.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Thread } from '../../../src/state/thread.js';

/** Whether events of a thread named `comm` may pass a filter; null if the thread alone does not decide. */
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
  ['not (proc.name=cat or fd.num=3)', 'cat', false],
  ['not (proc.name=cat or fd.num=3)', 'dog', true],
  ['not (fd.num=3 and not proc.name=cat) and not not proc.name=cow', 'cat', false],
  ['proc.name=cat or fd.num=3', 'dog', null],
  ['(proc.name=cat and fd.num=3) or (proc.name=cow and evt.type=open)', 'cow', true],
  ['(proc.name=cat and fd.num=3) or (proc.name=cow and evt.type=open)', 'dog', false],
  ['proc.name=cat and thread.cpu > 1', 'dog', null],
  ['fd.name contains etc', 'cat', null],
  ['proc.vmsize > 1', 'cat', null],
])('%s: the verdict on a thread named %s is %s', (text, comm, expected) => {
  expect(mayPass(text, comm)).toBe(expected);
});

/** Whether reads of a descriptor with a name may pass a filter; null if the descriptor alone does not decide. */
function mayRead(text: string, name: string | null): boolean | null {
  const { fdTest } = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const evt = new Evt(new SystemState());
  evt.thread = new Thread(7);
  evt.fd = name === null ? null : new FdInfo('FILE_V2');
  if (evt.fd !== null && name !== null) evt.fd.name = name;
  evt.view.type = EVT.READ_E;
  evt.view.def = EVENTS[EVT.READ_E];
  return fdTest === null ? null : fdTest(evt);
}

test.each([
  ['fd.name contains /etc', '/etc/passwd', true],
  ['fd.name contains /etc', '/tmp/x', false],
  ['fd.name contains /etc', null, false],
  ['not fd.name contains /etc', null, true],
  ['fd.directory=/etc and proc.name=cat', '/tmp/x', false],
  ['fd.filename=x or fd.type=pipe', '/tmp/x', true],
  ['fd.filename=y or fd.type=pipe', '/tmp/x', false],
  ['fd.name=/etc or fd.num=3', '/tmp/x', null],
  ['proc.name=cat', '/tmp/x', null],
])('%s: the verdict on descriptor %s is %s', (text, name, expected) => {
  expect(mayRead(text, name)).toBe(expected);
});

/** A filter on a made-up field whose row does not declare its demands. */
function onUndeclaredField(): Checked {
  const made = fieldClass('process', [
    {
      name: 'proc.made_up',
      type: 'charbuf',
      display: 'Made Up',
      description: 'For this test.',
      bind: () => () => null,
    },
  ])[0] as FieldDef;
  const text = 'proc.name=cat';
  const checked = checkFilter(parseFilter(text), BUILT_IN_FIELDS);
  if (checked.kind !== 'test') throw new Error('one condition is one test');
  return { ...checked, left: { ...checked.left, def: made } };
}

test('a field that does not declare its demands is not decided by thread or descriptor alone', () => {
  const filter = onUndeclaredField();
  expect(partOf(filter, isOfThread)).toBeNull();
  expect(partOf(filter, isOfFd)).toBeNull();
  expect(fieldsOf(filter).every(({ asksOwnFdOnly }) => asksOwnFdOnly === true)).toBe(false);
});
