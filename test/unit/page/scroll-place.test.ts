import { expect, test } from '@jest/globals';
import { GAP, ROW, ScrollPlace } from '../../../page/list/scroll-place.js';

function placeOf(count: number, gaps: readonly number[] = [], height = 200): ScrollPlace {
  const place = new ScrollPlace((position) => gaps.includes(position));
  place.count = count;
  place.height = height;
  return place;
}

test('ten million rows are walked by one, and their ends are reached', () => {
  const place = placeOf(10_000_000);
  expect(place.barHeight).toBe(15_000_000);
  place.show(9_999_999);
  expect([place.top, place.last()]).toEqual([9_999_990, 9_999_999]);
  place.moveBy(-ROW);
  expect([place.top, place.offset]).toEqual([9_999_989, 0]);
  place.show(5_000_000, true);
  expect(place.top).toBeLessThan(5_000_000);
  expect(place.last()).toBeGreaterThan(5_000_000);
  place.dragTo(place.barHeight - place.height);
  expect(place.last()).toBe(9_999_999);
  place.dragTo(0);
  expect(place.top).toBe(0);
});

test('few rows stay at the top', () => {
  const place = placeOf(3);
  place.moveBy(500);
  expect([place.top, place.offset, place.last()]).toEqual([0, 0, 2]);
  expect(place.barHeight).toBe(200);
});

test('gaps take room', () => {
  const place = placeOf(100, [5]);
  expect(place.heightOf(5)).toBe(ROW + GAP);
  expect(place.last()).toBe(9);
  place.height = 10 * ROW;
  place.moveBy(4 * ROW);
  expect(place.top).toBe(4);
  expect(place.last()).toBe(13);
  place.moveBy(ROW + GAP);
  expect([place.top, place.offset]).toEqual([5, GAP]);
});

test('a row that is shown is whole in the window', () => {
  const gaps = [3, 9, 14, 15, 16, 40];
  const place = placeOf(60, gaps, 190);
  for (const row of [0, 59, 20, 21, 14, 3, 40, 39, 41, 10]) {
    place.show(row);
    let y = -place.offset;
    for (let at = place.top; at < row; at++) y += place.heightOf(at);
    expect(row).toBeGreaterThanOrEqual(place.top);
    expect(y + place.heightOf(row)).toBeLessThanOrEqual(place.height);
  }
});

test('windows overlap: no row is left out', () => {
  const place = placeOf(500, [20, 21, 22, 23, 24, 25, 60, 61, 62, 63, 64], 210);
  let last = place.last();
  while (last < 499) {
    expect(place.pageDown()).toBeGreaterThan(0);
    expect(place.top).toBeLessThanOrEqual(last + 1);
    last = place.last();
  }
  expect(place.pageDown()).toBe(0);
  while (place.top > 0) {
    const { top } = place;
    expect(place.pageUp()).toBeGreaterThan(0);
    expect(place.last()).toBeGreaterThanOrEqual(top - 1);
  }
});
