import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileFormat } from '../../../src/output/format.js';
import type { EventDef } from '../../../src/schema/event.js';
import { EVENTS, EVT, type EventCode } from '../../../src/schema/events.js';
import { PARAM_TYPES } from '../../../src/schema/param-types.js';
import { EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';

test.each<[EventCode, string, number | string, string]>([
  ['SEMOP_X', 'sem_op_0', -1, '-1'],
  ['CLOSE_X', 'res', -9, '-9'],
  ['CLOSE_E', 'fd', 3, '3'],
  ['READ_E', 'size', 4096, '4096'],
  ['PREAD_E', 'pos', '140382221901824', '140382221901824'],
  ['KILL_E', 'sig', 9, '9'],
  ['OPENAT_2_X', 'mode', 420, '644'],
  ['ITER_TASK_E', 'ppid', 7, '7'],
  ['ITER_TASK_FILE_PIPE_E', 'fd', 5, '5'],
  ['ITER_TASK_FILE_SOCKET_INET_E', 'local_port', 443, '1BB'],
])('evt.rawarg is the number in %s.%s', (code, name, value, printed) => {
  const { id, allParams } = EVENTS[EVT[code]] as EventDef;
  const params = allParams.map((param) => {
    const { width } = PARAM_TYPES[param.type];
    return param.name === name ? int(BigInt(value), width) : Buffer.alloc(width);
  });
  const run = new EventRun();
  run.apply({ type: id, params });
  const passes = (operator: string): boolean =>
    compileFilter(`evt.rawarg.${name} ${operator} ${value}`, DEFAULT_FIELD_CONTEXT).test(run.evt);
  expect(['=', '!=', '<', '>='].map(passes)).toEqual([true, false, false, true]);
  expect(compileFormat(`%evt.rawarg.${name}`, DEFAULT_FIELD_CONTEXT)(run.evt)).toBe(printed);
});

test('a text parameter that is a number in other events equals no number', () => {
  const { id, params } = EVENTS[EVT.MOUNT_X] as EventDef;
  const run = new EventRun();
  run.apply({
    type: id,
    params: params.map(({ name, type }) =>
      name === 'dev' ? text('/dev/sda1') : Buffer.alloc(PARAM_TYPES[type].width),
    ),
  });
  const passes = (filter: string): boolean => compileFilter(filter, DEFAULT_FIELD_CONTEXT).test(run.evt);
  expect(passes('evt.rawarg.dev exists')).toBe(true);
  expect(['evt.rawarg.dev=5', 'evt.rawarg.dev in (5, 6)'].map(passes)).toEqual([false, false]);
});
