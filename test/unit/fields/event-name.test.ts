import { expect, test } from '@jest/globals';
import { eventName } from '../../../src/fields/event-name.js';
import { EVT } from '../../../src/schema/events.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

test.each([
  ['a code of the table', 5, 2, 'open'],
  ['an unused code', 382, 2, ''],
  ['a code beyond the table', 9999, 2, 'unknown'],
  ['no code, but a known number', 0, 450, 'set_mempolicy_home_node'],
  ['no code, and an unknown number', 0, 9999, 'unknown'],
])('the name of a generic call with %s', (_, code, number, name) => {
  const run = new EventRun();
  run.apply({ type: EVT.GENERIC_E, params: [int(code, 2), int(number, 2)] });
  expect(eventName(run.evt)).toBe(name);
});
