import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { MemoryBudget } from '../../src/bytes/memory-budget.js';
import type { Place } from '../../src/bytes/place.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { timeValue } from '../../src/fields/time-value.js';
import { compileFilter } from '../../src/filter/filter.js';
import { End } from '../../src/run/end.js';
import { openCaptures } from '../../src/run/open-captures.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { makeSkipContext } from '../../src/run/skip-context.js';
import { isEvent } from '../../src/scap/event-block.js';
import { isOldEvent } from '../../src/scap/old-event.js';
import { EVT } from '../../src/schema/events.js';
import type { Evt } from '../../src/state/evt.js';
import { eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(scratch.remove);

/** Offset of a word of a block, and of the event's task in it, without and with a flags word. */
const AT = { LENGTH: 4, CPU: 8, TS: 10, FLAGGED_TS: 14, TID: 8 } as const;
const FLAGGED: ReadonlySet<number> = new Set([0x208, 0x217, 0x222]);

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000;

/** The content of a file: decompressed. */
function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  return bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes;
}

interface Found {
  readonly place: Place | undefined;
  readonly time: bigint;
  readonly tid: bigint;
  readonly cpu: number;
}

const found = (evt: Evt): Found => ({
  place: evt.place(),
  time: timeValue(evt.view.tsHi, evt.view.tsLo),
  tid: BigInt(evt.view.tid),
  cpu: evt.view.cpu,
});

/** The event in the block at a place. */
function read(content: Buffer, place: Place): Found {
  const type = content.readUInt32LE(place.offset);
  if (!isEvent(type) && !isOldEvent(type)) throw new Error(`no event at ${place.offset}: 0x${type.toString(16)}`);
  const ts = place.offset + (FLAGGED.has(type) ? AT.FLAGGED_TS : AT.TS);
  return {
    place,
    time: content.readBigUInt64LE(ts),
    tid: content.readBigInt64LE(ts + AT.TID),
    cpu: content.readUInt16LE(place.offset + AT.CPU),
  };
}

/** The events of captures that are shown or pass a filter, which skips the others if it can. */
async function walk(paths: readonly string[], text?: string): Promise<{ events: Found[]; error: unknown }> {
  const filter = text === undefined ? null : compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const skipContext = filter === null ? null : makeSkipContext(filter, false);
  const budget = new MemoryBudget();
  const source = await openCaptures(paths, { content: skipContext?.prefilter ?? null, budget, ended: null });
  const events: Found[] = [];
  const consumer = { event: (evt: Evt) => events.push(found(evt)) > 0 };
  const session = new Session(sessionParts({ source, end: new End(0), filter, skipContext, consumers: [consumer] }));
  try {
    for await (const _ of session.steps());
  } catch (error) {
    return { events, error };
  }
  return { events, error: null };
}

/** Expects that each event is at its place, and no two at the same place. */
function expectPlaces(events: readonly Found[], paths: readonly string[]): void {
  const contents = new Map(paths.map((path) => [path, contentOf(path)]));
  const wrong = events.filter(({ place, ...rest }) => {
    const content = contents.get(place?.file ?? '');
    if (place === undefined || content === undefined) return true;
    const { time, tid, cpu } = read(content, place);
    return time !== rest.time || tid !== rest.tid || cpu !== rest.cpu;
  });
  expect(wrong).toEqual([]);
  expect(new Set(events.map(({ place }) => `${place?.file} ${place?.offset}`)).size).toBe(events.length);
  expect(events.length).toBeGreaterThan(0);
}

/** The header and the event blocks of a capture. */
function split(content: Buffer): { header: Buffer; blocks: Buffer[] } {
  const blocks: Buffer[] = [];
  let start = -1;
  for (let at = 0; at < content.length; at += content.readUInt32LE(at + AT.LENGTH)) {
    if (!isEvent(content.readUInt32LE(at))) continue;
    if (start < 0) start = at;
    blocks.push(content.subarray(at, at + content.readUInt32LE(at + AT.LENGTH)));
  }
  return { header: content.subarray(0, start), blocks };
}

/** Writes a capture with these parts; returns its path. */
function file(name: string, ...parts: readonly Buffer[]): string {
  const bytes = Buffer.concat(parts);
  writeFileSync(scratch.path(name), name.endsWith('.gz') ? gzipSync(bytes) : bytes);
  return scratch.path(name);
}

describeWithShared('the place of an event is its file and offset', () => {
  const alpine = () => split(contentOf(sharedPath('captures', 'sf-alpine.scap')));

  test.each(['sf-alpine', 'sf-rename', 'libs-sample', 'libs-curl-google', 'libs-single-ipv6', 'falco-cat-write'])(
    'in %s',
    async (name) => {
      const paths = [sharedPath('captures', `${name}.scap`)];
      const { events } = await walk(paths);
      expectPlaces(events, paths);
    },
  );

  test.each([
    'proc.name=sh',
    'fd.type=file',
    'evt.type=open and evt.dir=<',
    'evt.type in (read, accept) and evt.dir=<',
  ])('after events that %s skips', async (text) => {
    const paths = [sharedPath('captures', 'sf-alpine.scap')];
    const { events } = await walk(paths, text);
    expectPlaces(events, paths);
  });

  test('in either of two merged files with common events', async () => {
    const { header, blocks } = alpine();
    const paths = [
      file('odd.scap.gz', header, ...blocks.filter((_, i) => i % 3 !== 0)),
      file('even.scap', header, ...blocks.filter((_, i) => i % 2 === 0)),
    ];
    const { events } = await walk(paths);
    expectPlaces(events, paths);
    expect(new Set(events.map(({ place }) => place?.file))).toEqual(new Set(paths));
  });

  test('in one file or two, if a block is larger than a read chunk', async () => {
    const { header } = alpine();
    const large = (seconds: number): Buffer[] =>
      [1, 3 << 20, 2].map((size, i) => {
        const params = [Buffer.alloc(4), Buffer.alloc(size, 1)];
        const ts = START + BigInt(seconds * SECOND + i);
        return eventBlock({ type: EVT.PLUGINEVENT_E, ts, lengthSize: 4, params });
      });
    const paths = [file('first.scap', header, ...large(0), ...large(2)), file('second.scap', header, ...large(1))];
    const { events } = await walk(paths);
    expect(events).toHaveLength(9);
    expectPlaces(events, paths);
    const alone = await walk(paths.slice(0, 1));
    expect(alone.events).toHaveLength(6);
    expectPlaces(alone.events, paths);
  });

  test('after damage, even if blocks no longer start at multiples of four', async () => {
    const { header, blocks } = alpine();
    const half = blocks.length >> 1;
    const path = file('damaged.scap', header, ...blocks.slice(0, half), Buffer.alloc(333, 7), ...blocks.slice(half));
    const { events, error } = await walk([path]);
    expect(error).toMatchObject({ code: 'DAMAGED' });
    expectPlaces(events, [path]);
    expect((events.at(-1)?.place?.offset ?? 0) % 4).not.toBe(0);
  });
});
