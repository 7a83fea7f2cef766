import { expect, test } from '@jest/globals';
import { encodeAnnex } from '../../../src/scap/annex.js';
import { ANNEX_TAG } from '../../../src/schema/annex-layout.js';
import { int, text } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { lastPrinted } from '../../helpers/story.js';

const SERVER = 1000;
const NEW = 4711;

function switchTo(next: number, name?: string): EventParts {
  const event = namedEvent('SCHEDSWITCH_6_E', SERVER, { next: int(next, 8) });
  if (name === undefined) return event;
  const bytes = Buffer.concat([text(name), Buffer.alloc(16)]).subarray(0, 16);
  return { ...event, annex: encodeAnnex([{ tag: ANNEX_TAG.NEXT_NAME, bytes }]) };
}

test('a switch names a next thread that is not known yet by its annex', () => {
  expect(lastPrinted('%evt.arg.next', switchTo(NEW, 'new one'))).toBe('new one');
  expect(lastPrinted('%evt.arg.next', switchTo(NEW, 'fifteen letters'))).toBe('fifteen letters');
  expect(lastPrinted('%evt.args', switchTo(NEW))).toMatch(/^next=4711 pgft_maj/);
});

test('a known thread has the name that is known', () => {
  const [known] = lastPrinted('%proc.name', switchTo(NEW))?.split(' ') ?? [];
  expect(lastPrinted('%evt.arg.next', switchTo(SERVER, 'other'))).toBe(known);
});
