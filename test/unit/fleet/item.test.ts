import { expect, test } from '@jest/globals';
import { checkBoot, fileOf, inOrder, itemOfFile, itemOfPath, pathOf } from '../../../src/fleet/item.js';
import { fc } from '../../helpers/property.js';

const item = fc.record({
  kind: fc.constantFrom('segment' as const, 'sums' as const, 'loss' as const),
  boot: fc.uuid(),
  run: fc.integer({ min: 1, max: 1e12 }),
  seq: fc.integer({ min: 1, max: 1e12 }),
});

test('an item is found again by its path and by its file', () => {
  fc.assert(
    fc.property(item, (id) => {
      expect(itemOfPath(pathOf(id))).toEqual(id);
      expect(itemOfFile(fileOf(id))).toEqual(id);
    }),
  );
});

test('names of files sort as the items were made', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.array(item, { minLength: 2 }), (boot, items) => {
      const few = items.map((one) => ({ ...one, boot, run: one.run % 1e5, seq: one.seq % 1e7 }));
      const sorted = few.toSorted(inOrder).map(({ run, seq }) => `${run} ${seq}`);
      const byName = few
        .map(fileOf)
        .toSorted()
        .map((name) => itemOfFile(name));
      expect(byName.map((one) => `${one?.run} ${one?.seq}`)).toEqual(sorted);
    }),
  );
});

test('other paths and files are no items', () => {
  const boot = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
  for (const path of [
    '/',
    `/v1/segments/${boot}/1`,
    `/v1/segments/${boot}/1/2/3`,
    `/v1/segments/${boot}/-1/2`,
    `/v1/other/${boot}/1/2`,
    '/v1/segments/../../etc/1/2',
    `/v1/segments/${'-'.repeat(36)}/1/2`,
    `/v1/segments/${boot}/1/2?x`,
  ])
    expect([path, itemOfPath(path)]).toEqual([path, null]);
  for (const name of ['lock', 'run-7', `${boot}_000001-00000001.scap.gz.part`, `${boot}_1-1.scap.gz`, '..'])
    expect([name, itemOfFile(name)]).toEqual([name, null]);
  expect(checkBoot(`${boot}\n`)).toBe(boot);
  expect(() => checkBoot('')).toThrow('has no id of the boot');
});
