import { expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { findChisel } from '../../../src/analysis/registry.js';
import { chiselLines, chiselRows } from '../../helpers/chisels.js';
import { cloneExit, execExit } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const TREE = findChisel('proctree') as Chisel;
const header = sampleHeader();

test('processes that descend from each other in a damaged capture are listed once', () => {
  const events = [
    execExit({ tid: 500, ptid: 501, program: 'one' }),
    execExit({ tid: 501, ptid: 500, program: 'other' }),
    execExit({ tid: 500, ptid: 501, program: 'one' }),
    execExit({ tid: 502, ptid: 502, program: 'own' }),
  ];
  const { columns, rows } = chiselRows(TREE, { header, events });
  const names = rows.map((row) => row[columns.indexOf('proc.name')]);
  expect(names.toSorted()).toEqual(['one', 'other', 'own']);
});

test('a long line of descendants neither exhausts the stack nor the width', () => {
  const tids = Array.from({ length: 15_000 }, (_, i) => 1000 + i);
  const events = tids.map((tid) => cloneExit({ tid, ptid: tid - 1, program: 'deep' }, 0));
  const lines = chiselLines(TREE, { header, events });
  expect(lines).toHaveLength(tids.length + 1);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300);
});
