import { describe, expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { HEAT_MAPS } from '../../../src/analysis/chisels/heat-maps.js';
import { LATENCY_AXIS, SECOND_AXIS } from '../../../src/analysis/heat-map.js';
import { PAINT } from '../../../src/output/color.js';
import { heatOf } from '../../../src/output/rows/heat-rows.js';
import { chiselLines } from '../../helpers/chisels.js';
import { reads } from '../../helpers/io-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const header = sampleHeader();
const [SPECTROGRAM, SUBSECOND] = HEAT_MAPS as readonly [Chisel, Chisel];
const MS = 1_000_000;
const calls = (times: readonly number[]) => times.flatMap((at) => reads({ tid: 1000, fd: 0, data: 'x', at }));

describe('the axes', () => {
  test.each([
    [0, 0],
    [1, 0],
    [9, 7],
    [10, 8],
    [1000, 24],
    [9_999_999_999, 79],
    [1e15, 79],
  ])('a latency of %i ns is in column %i', (ns, column) => {
    expect(LATENCY_AXIS.columnOf(ns)).toBe(column);
  });

  test.each([
    [0, 0],
    [9_999_999, 0],
    [10_000_000, 1],
    [999_999_999, 99],
  ])('%i ns after a full second are in column %i', (ns, column) => {
    expect(SECOND_AXIS.columnOf(ns)).toBe(column);
  });

  test.each([
    [0, 0],
    [1, 1],
    [3, 1],
    [4, 2],
    [15, 2],
    [16, 3],
    [65536, 9],
    [4_000_000_000, 9],
  ])('a cell with a count of %i has heat %i', (count, heat) => {
    expect(heatOf(count)).toBe(heat);
  });
});

describe('spectrogram', () => {
  const rows = (times: readonly number[], ...args: string[]) =>
    chiselLines(SPECTROGRAM, { header, events: calls(times), args }).slice(2);

  test('has a scale, and under it the latencies of calls', () => {
    const [, scale, row] = chiselLines(SPECTROGRAM, { header, events: calls([1, 2, 3, 4]) });
    // all took 1000 ns
    expect(scale?.indexOf('1us')).toBe(row?.indexOf(':', 13));
    expect(row?.slice(13).trim()).toBe(':');
  });

  test('starts a row at each interval, and sums up empty intervals in one line', () => {
    const times = [0, 999 * MS, 1000 * MS, 3600_000 * MS];
    const shown = rows(times);
    expect(shown.map((row) => row.slice(6, 12).trim())).toEqual(['20.000', '21.000', '', '20.000']);
    expect(shown[2]?.trim()).toBe('(nothing for 3598s)');
    expect(rows([0, 99 * MS, 100 * MS], '100').map((row) => row.slice(6, 12))).toEqual(['20.000', '20.100']);
  });

  test('counts late events, too', () => {
    expect(rows([2000 * MS, 1000 * MS])).toHaveLength(1);
    expect(rows([2000 * MS, ...Array.from({ length: 3 }, () => 1000 * MS)])[0]).toContain(':');
  });

  test('has colours on a terminal with colours', () => {
    const lines = chiselLines(SPECTROGRAM, { header, events: calls([0]), context: { paint: PAINT } });
    expect(lines.at(-1)).toContain('\x1b[48;5;22m \x1b[49m');
  });

  test('-j prints a row as an object', () => {
    const [line = ''] = chiselLines(SPECTROGRAM, { header, events: calls([5]), context: { isJson: true } });
    expect(line).toMatch(/^\{"evt.rawtime":1700000000000000000,"counts":\[/);
    const { counts } = JSON.parse(line) as { counts: number[] };
    expect(counts).toHaveLength(80);
    expect(counts[24]).toBe(1);
  });

  test.each(['0', '9', '1.5', '-1', 'x', '', '3600001'])('does not accept an interval of "%s"', (text) => {
    expect(() => rows([0], text)).toThrow(/^spectrogram takes an interval in ms, from 10 to 3600000, not "/);
  });

  test('prints nothing for a capture without calls', () => {
    expect(chiselLines(SPECTROGRAM, { header })).toEqual([]);
  });
});

test('subsecoffset has a column for each hundredth of a second', () => {
  const events = calls([250 * MS + 1000, 1250 * MS + 1000]);
  const [, scale, ...rows] = chiselLines(SUBSECOND, { header, events });
  expect(rows.map((row) => row.slice(13).search(/\S/))).toEqual([25, 25]);
  expect(scale?.slice(13).startsWith('.0        .1 ')).toBe(true);
});
