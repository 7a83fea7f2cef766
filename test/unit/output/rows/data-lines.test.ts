import { afterAll, expect, test } from '@jest/globals';
import { ByteText } from '../../../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../../src/fields/field-context.js';
import { PAINT } from '../../../../src/output/color.js';
import { compileDataLines } from '../../../../src/output/rows/data-lines.js';
import type { DataLines, RowContext } from '../../../../src/output/rows/form.js';
import { writeRandomCapture } from '../../../helpers/differential.js';
import { walkEvents } from '../../../helpers/event-walk.js';
import { makeScratch } from '../../../helpers/scratch.js';

const LINES: DataLines = {
  format: { read: '*Read %evt.rawres from %fd.name', write: '%evt.rawres %fd.name' },
  data: 'below',
  toneOf: () => null,
};

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** What is written for a random capture. */
async function written(paint: RowContext['paint'], isMasked: boolean, isAlone: boolean): Promise<string> {
  const fields = { ...DEFAULT_FIELD_CONTEXT, isMasked };
  const emit = compileDataLines(LINES, { fields, isJson: false, isAlone, isVerbose: false, paint });
  const path = scratch.path('capture.scap');
  writeRandomCapture(path, 4);
  const out = new ByteText();
  const each: Parameters<typeof walkEvents>[1]['each'] = (evt) => {
    if (emit(evt, out)) out.addByte(0);
  };
  await walkEvents(path, { each });
  return out.toText();
}

test.each([
  [true, true],
  [true, false],
  [false, true],
])('data without color is the same as data that gets no color (masked: %s, alone: %s)', async (isMasked, isAlone) => {
  const plain = await written(null, isMasked, isAlone);
  expect(plain.length).toBeGreaterThan(1000);
  expect(plain).toBe(await written(PAINT, isMasked, isAlone));
});
