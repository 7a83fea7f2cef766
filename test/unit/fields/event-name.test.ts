import { expect, test } from '@jest/globals';
import { eventName } from '../../../src/fields/event-name.js';
import { EVT } from '../../../src/schema/events.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

test.each([
  ['a code of the table', 5, 2, 'open'],
  ['a code that no call has', 382, 2, ''],
  ['a code behind the table', 9999, 2, 'unknown'],
  ['no code, but a number that is known', 0, 450, 'set_mempolicy_home_node'],
  ['no code, and a number that is not known', 0, 9999, 'unknown'],
])('a generic call with %s has a name', (_, code, number, name) => {
  const run = new EventRun();
  run.apply({ type: EVT.GENERIC_E, params: [int(code, 2), int(number, 2)] });
  expect(eventName(run.evt)).toBe(name);
});
