import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { ModeRunner, RUN_MODES } from '../helpers/run-modes.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

/** Offset in the block of the count of parameters of a plain event (SCAP-FORMAT.md#event-blocks). */
const NPARAMS = 32;
const EVENT_V2 = 0x216;

/** Offsets of the plain event blocks of an uncompressed capture. */
function eventBlocks(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (bytes.readUInt32LE(at) === EVENT_V2) found.push(at);
  }
  return found;
}

describeWithShared('an event with wrong inner lengths in a valid block', () => {
  test.each([['to the text'], ['to a written capture']])('is reported, and nothing else is lost: %s', async (way) => {
    const scratch = makeScratch();
    const bytes = readFileSync(sharedPath('captures', 'libs-sample.scap'));
    const whole = (await sysshark(['-r', sharedPath('captures', 'libs-sample.scap'), '-p', '%evt.rawtime'])).stdout;
    const blocks = eventBlocks(bytes);
    const block = blocks[Math.floor(blocks.length / 2)] as number;
    const lost = `${bytes.readBigUInt64LE(block + 10)}\n`;
    bytes.writeUInt32LE(0xffff, block + NPARAMS);
    const path = scratch.path('damaged.scap');
    writeFileSync(path, bytes);
    const copy = scratch.path('copy.scap');
    const first =
      way === 'to the text'
        ? await sysshark(['-r', path, '-p', '%evt.rawtime'])
        : await sysshark(['-r', path, '-w', copy, 'evt.num >= 0']);
    expect(first.exitCode).toBe(2);
    expect(first.stderr).toContain(`damaged event at byte ${block}`);
    const read = way === 'to the text' ? first : await sysshark(['-r', copy, '-p', '%evt.rawtime']);
    scratch.remove();
    expect(`${read.stdout}\n`).toBe(`${whole}\n`.replace(lost, ''));
  });

  test('is reported with its capture and position if several are merged', async () => {
    const scratch = makeScratch();
    const bytes = readFileSync(sharedPath('captures', 'libs-sample.scap'));
    const blocks = eventBlocks(bytes);
    const block = blocks[Math.floor(blocks.length / 2)] as number;
    const [path, copy] = [scratch.path('damaged.scap'), scratch.path('copy.scap')];
    // every other event is also in another capture, so that the events of both alternate
    writeFileSync(copy, bytes);
    bytes.writeUInt32LE(0xffff, block + NPARAMS);
    writeFileSync(path, bytes);
    await sysshark(['-r', copy, '-w', scratch.path('half.scap'), 'evt.type=switch']);
    const { stderr, exitCode } = await sysshark(['-r', scratch.path('half.scap'), '-r', path, '-q']);
    writeFileSync(path, bytes.subarray(0, bytes.length - 10));
    const cut = await sysshark(['-r', scratch.path('half.scap'), '-r', path, '-q']);
    scratch.remove();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`sysshark: ${path}: damaged event at byte ${block}: `);
    expect(cut.stderr).toContain(`sysshark: ${path}: damaged event at byte ${block}: `);
    expect(cut.stderr).toContain(' bytes lost in 2 places; damaged events: 1)');
  });
});

describeWithShared('a damaged capture', () => {
  const bytes = readFileSync(sharedPath('captures', 'libs-sample.scap'));
  const blocks = eventBlocks(bytes);
  const block = blocks[Math.floor(blocks.length / 2)] as number;
  const scratch = makeScratch();
  const runner = new ModeRunner(scratch.path('.'));
  afterAll(() => scratch.remove());

  test('ends every run mode with status 2 if an event cannot be read', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt16LE(0xffff, block + NPARAMS + 4);
    runner.capture = damaged;
    for (const mode of RUN_MODES) {
      runner.empty();
      const { exitCode, stderr } = await sysshark(runner.wordsOf(mode));
      const report = expect.stringContaining(`damaged event at byte ${block}: its parameters do not fit; `);
      expect([mode.words.join(' '), exitCode, stderr]).toEqual([mode.words.join(' '), 2, report]);
      expect((await runner.takeOutput()).outputErrors).toEqual([]);
    }
  });

  test('is read completely if the trailing length of an event is wrong, and copied with the right one', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(0xfffffff0, block + bytes.readUInt32LE(block + 4) - 4);
    runner.capture = damaged;
    for (const mode of RUN_MODES) {
      runner.empty();
      const { exitCode, stderr } = await sysshark(runner.wordsOf(mode));
      expect([mode.words.join(' '), exitCode, stderr]).toEqual([
        mode.words.join(' '),
        0,
        expect.not.stringContaining('bug'),
      ]);
      const { times, outputErrors } = await runner.takeOutput();
      expect(outputErrors).toEqual([]);
      if (mode.writes === 'all') expect(times).toEqual((await runner.read()).times);
    }
  });
});
