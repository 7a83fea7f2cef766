import { expect, test } from '@jest/globals';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { HeldTexts, type TextPlace } from '../../../src/state/held-texts.js';

interface Holder {
  text: string;
}

const TEXT: TextPlace<Holder> = {
  read: ({ text }) => text,
  share: (holder, kept) => {
    holder.text = kept;
  },
  leaveOut: (holder) => {
    holder.text = 'no room';
  },
};

/** Whether a budget has room for `bytes`; takes none. */
function hasRoom(budget: MemoryBudget, bytes: number): boolean {
  const isFree = budget.take(bytes);
  if (isFree) budget.free(bytes);
  return isFree;
}

test('a text without room is replaced', () => {
  const held = new HeldTexts(new MemoryBudget(100), [TEXT]);
  const holder = { text: 'x'.repeat(1000) };
  held.settle(holder);
  expect(holder.text).toBe('no room');
});

test('the room of a removed text is free again', () => {
  const budget = new MemoryBudget(1000);
  const held = new HeldTexts(budget, [TEXT]);
  const holder = { text: 'x'.repeat(500) };
  held.settle(holder);
  expect(hasRoom(budget, 600)).toBe(false);
  holder.text = '';
  held.settle(holder);
  expect(hasRoom(budget, 1000)).toBe(true);
});

test('texts that are equal to those of another holder are charged once, until the last of both is gone', () => {
  const budget = new MemoryBudget(1000);
  const first = new HeldTexts(budget, [TEXT]);
  first.settle({ text: 'x'.repeat(500) });
  const holder = { text: ['x'.repeat(250), 'x'.repeat(250)].join('') };
  const second = new HeldTexts(budget, [TEXT]);
  second.inherit(holder, first);
  second.settle(holder);
  expect(holder.text).toBe('x'.repeat(500));
  first.drop();
  expect(hasRoom(budget, 600)).toBe(false);
  second.drop();
  expect(hasRoom(budget, 1000)).toBe(true);
});

test('a text that differs from that of another holder is charged for itself', () => {
  const budget = new MemoryBudget(1000);
  const first = new HeldTexts(budget, [TEXT]);
  first.settle({ text: 'x'.repeat(500) });
  const holder = { text: 'y'.repeat(500) };
  const second = new HeldTexts(budget, [TEXT]);
  second.inherit(holder, first);
  second.settle(holder);
  expect(holder.text).toBe('no room');
});

test('drop frees texts and command line', () => {
  const budget = new MemoryBudget(1000);
  const held = new HeldTexts(budget, [TEXT]);
  held.settle({ text: 'x'.repeat(300) });
  expect(held.holdLine('y'.repeat(300))).toBe(true);
  expect(held.holdLine('z'.repeat(1000))).toBe(false);
  held.drop();
  expect(hasRoom(budget, 1000)).toBe(true);
});
