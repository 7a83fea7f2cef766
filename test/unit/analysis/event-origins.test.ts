import { expect, test } from '@jest/globals';
import { EventOrigins } from '../../../src/analysis/event-origins.js';
import { Batch } from '../../../src/bytes/batch.js';
import { registryOf } from '../../../src/run/source-fields.js';
import { SOURCES } from '../../../src/run/sources.js';
import { EVT } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { eventBlock } from '../../helpers/scap.js';

const ofPlugin = (id: number): Buffer =>
  eventBlock({ type: EVT.PLUGINEVENT_E, tid: -1n, lengthSize: 4, params: [int(id, 4), Buffer.from('{}')] });
const CALL = eventBlock({ type: EVT.CLOSE_E, tid: 7n, params: [int(3, 8)] });
const META = eventBlock({
  type: EVT.GROUP_ADDED_E,
  tid: -1n,
  params: [int(1, 4), text('a'), text('')],
});

test.each([
  ['nothing', [], null],
  ['system calls', [[CALL]], null],
  ['what goes with events', [[META]], null],
  ['a plugin', [[META, ofPlugin(2)], [ofPlugin(2)]], 'aws_cloudtrail'],
  ['two plugins, one unknown', [[ofPlugin(2), ofPlugin(77)]], 'aws_cloudtrail, unknown plugins'],
  ['the kernel, as a plugin', [[ofPlugin(2)], [ofPlugin(0)]], null],
  ['a plugin and system calls', [[ofPlugin(2)], [ofPlugin(2), CALL]], null],
])('events of %s', (_, batches, expected) => {
  const origins = new EventOrigins(registryOf(SOURCES).sources);
  for (const blocks of batches) origins.look(Batch.whole(Buffer.concat(blocks)));
  expect(origins.plugins).toBe(expected);
});
