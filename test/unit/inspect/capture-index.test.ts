import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { CaptureIndex } from '../../../src/inspect/capture-index.js';
import { CHECKPOINT_LIMITS } from '../../../src/inspect/checkpoints.js';
import { EVT } from '../../../src/schema/events.js';

test('no field of the index keeps the most frequent calls from becoming rows', () => {
  const { types } = new CaptureIndex(DEFAULT_FIELD_CONTEXT, CHECKPOINT_LIMITS).kept.dictionary;
  const { READ_E, READ_X, WRITE_E, WRITE_X, FCNTL_E, CLOSE_E, FUTEX_E } = EVT;
  const frequent = [READ_E, READ_X, WRITE_E, WRITE_X, FCNTL_E, CLOSE_E, FUTEX_E];
  expect(frequent.map((type) => types[type])).toEqual(frequent.map(() => 1));
});
