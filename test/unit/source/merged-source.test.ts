import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { type CaptureHeader, emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { MergedSource } from '../../../src/source/merged-source.js';
import { INITIAL_EVENTS } from '../../../src/state/binding.js';
import { capture, type EventParts, eventBlock } from '../../helpers/scap.js';

const FD = Buffer.alloc(8, 3);
const HIDDEN = 1;

function close(ts: number, more: Partial<EventParts> = {}): EventParts {
  return { type: EVT.CLOSE_E, ts: BigInt(ts), params: [FD], ...more };
}

function user(ts: number): EventParts {
  const text = Buffer.from('x\0');
  const id = Buffer.alloc(4);
  return { type: EVT.USER_ADDED_E, ts: BigInt(ts), tid: -1n, params: [id, id, text, text, text, text] };
}

function captureOf(events: readonly EventParts[], header: Partial<CaptureHeader> = {}): Buffer {
  return capture(
    events.map((event) => eventBlock(event)),
    { ...emptyHeader(), ...header },
  );
}

interface Section {
  readonly tids: number[];
  readonly events: Buffer[];
}

/** The sections of several captures, given as bytes, when merged. */
async function merge(...captures: readonly Buffer[]): Promise<Section[]> {
  const sources = captures.map((bytes) => openCaptureFile('-', { input: Readable.from([bytes]) }));
  const merged = new MergedSource(sources, { initialEvents: INITIAL_EVENTS });
  const sections: Section[] = [];
  await merged.open();
  for await (const item of merged.items()) {
    if (item.kind === 'header') {
      sections.push({ tids: item.header.threads.map(({ tid }) => tid), events: [] });
      continue;
    }
    const { batch } = item;
    for (let at = batch.start; at < batch.end; at += batch.view.getUint32(at + 4, true)) {
      const end = at + batch.view.getUint32(at + 4, true);
      sections.at(-1)?.events.push(Buffer.from(batch.bytes.subarray(at, end)));
    }
  }
  return sections;
}

function section(tids: number[], ...events: readonly EventParts[]): Section {
  return { tids, events: events.map((event) => eventBlock(event)) };
}

const ONE = { threads: [emptyThread(1, 1)] };
const TWO = { threads: [emptyThread(1, 1), emptyThread(2, 2)] };

describe('merged captures', () => {
  test('that overlap have one header with all threads, and their events in time order', async () => {
    const a = captureOf([close(10), close(30), close(50)], ONE);
    const b = captureOf([close(20), close(40)], TWO);
    expect(await merge(b, a)).toEqual([section([1, 2], close(10), close(20), close(30), close(40), close(50))]);
  });

  test('that follow each other have a section each, the older first', async () => {
    const a = captureOf([close(10), close(20)], ONE);
    const b = captureOf([close(30)], { threads: [emptyThread(7, 7)] });
    const [first, second] = await merge(b, a);
    expect(first?.events).toEqual(section([], close(10), close(20)).events);
    expect(second).toEqual(section([7], close(30)));
  });

  test('keep their own order where it is not time order', async () => {
    const a = captureOf([close(10), close(40), close(35), close(50)]);
    const b = captureOf([close(38), close(45)]);
    const [all] = await merge(a, b);
    const times = all?.events.map((event) => event.readUInt32LE(10));
    expect(times).toEqual([10, 38, 40, 35, 45, 50]);
  });

  test('have an event of both only once, and shown if one of them shows it', async () => {
    const a = captureOf([close(10, { flags: HIDDEN }), close(20), close(30)]);
    const b = captureOf([close(10), close(20, { flags: HIDDEN }), close(30, { cpu: 1 })]);
    expect(await merge(a, b)).toEqual([section([], close(10), close(20), close(30), close(30, { cpu: 1 }))]);
  });

  test('have events of the same time in an order that agrees with each of them', async () => {
    const at = (cpu: number): EventParts => close(10, { cpu });
    const a = captureOf([at(2), at(4)]);
    const b = captureOf([at(1), at(2), at(3), at(4), at(5)]);
    expect(await merge(a, b)).toEqual([section([], at(1), at(2), at(3), at(4), at(5))]);
  });

  test('have a hidden event that two probes recorded only once', async () => {
    const a = captureOf([close(10_000, { flags: HIDDEN }), close(90_000_000)]);
    const b = captureOf([close(12_000), close(80_000_000, { flags: HIDDEN })]);
    expect(await merge(a, b)).toEqual([
      section([], close(12_000), close(80_000_000, { flags: HIDDEN }), close(90_000_000)),
    ]);
  });

  test('have a shown event as often as probes recorded it', async () => {
    const a = captureOf([close(10), close(20)]);
    const b = captureOf([close(11), close(21)]);
    expect(await merge(a, b)).toEqual([section([], close(10), close(11), close(20), close(21))]);
  });

  test('hide records of the initial state that no longer come first', async () => {
    const a = captureOf([user(5), close(10), close(30)]);
    const b = captureOf([user(20), close(25)]);
    expect(await merge(a, b)).toEqual([
      section([], user(5), close(10), { ...user(20), flags: HIDDEN }, close(25), close(30)),
    ]);
  });

  test('have a header even without events', async () => {
    expect(await merge(captureOf([], ONE), captureOf([], TWO))).toEqual([section([1, 2])]);
  });

  test('may have an event larger than a batch', async () => {
    const large: EventParts = {
      type: EVT.CONTAINER_JSON_2_E,
      ts: 20n,
      params: [Buffer.alloc(3 << 20, 65)],
      lengthSize: 4,
    };
    const [all] = await merge(captureOf([close(10), large, close(30)]), captureOf([close(25)]));
    const expected = section([], close(10), large, close(25), close(30));
    expect(Buffer.concat(all?.events ?? []).equals(Buffer.concat(expected.events))).toBe(true);
  });
});
