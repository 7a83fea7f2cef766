import { writeFileSync } from 'node:fs';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { SIZED_HEADER, sizeOfMember, withSize } from '../../../src/bytes/gzip-size.js';
import { CutInputError } from '../../../src/source/byte-input.js';
import { decompressed, openInput } from '../../../src/source/file-input.js';
import { fc } from '../../helpers/property.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const PIECE = 1 << 10;
const PLAIN_HEADER = 10;

/** Content that does not compress to nothing. */
const contentOf = (length: number, seed: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 13) & 0x3f));

const PARTS = [300, 1, 2000, 70, 900, 4000, 5].map((length, i) => contentOf(length, i * 977));
const PLAIN = PARTS.map((part) => gzipSync(part));
const SIZED = PLAIN.map((member) => withSize(member));
const CONTENT = Buffer.concat(PARTS);

/** Content of a file, and how many of its bytes came before each place that could not be decompressed. */
async function read(bytes: Buffer): Promise<{ content: Buffer; cuts: number[] }> {
  const path = scratch.path('members.gz');
  writeFileSync(path, bytes);
  const input = await decompressed(openInput(path, null), PIECE);
  const into = Buffer.alloc(PIECE);
  const pieces: Buffer[] = [];
  const cuts: number[] = [];
  let length = 0;
  for (let goesOn = true; goesOn; ) {
    try {
      const count = await input.read(into, 0, PIECE);
      goesOn = count > 0;
      length += count;
      pieces.push(Buffer.from(into.subarray(0, count)));
    } catch (error) {
      expect(error).toBeInstanceOf(CutInputError);
      cuts.push(length);
      goesOn = (await input.resume?.()) ?? false;
    }
  }
  input.close();
  return { content: Buffer.concat(pieces), cuts };
}

/** What the first bytes of a plain member decompress to. */
const beginningOf = (member: number, size: number): Buffer =>
  gunzipSync((PLAIN[member] as Buffer).subarray(0, size), { finishFlush: constants.Z_SYNC_FLUSH });

async function expectWhole(members: readonly Buffer[]): Promise<void> {
  const { content, cuts } = await read(Buffer.concat(members));
  expect([content.equals(CONTENT), cuts]).toEqual([true, []]);
}

/** Whether a member decompresses. */
function isSound(member: Buffer): boolean {
  try {
    return gunzipSync(member).length >= 0;
  } catch {
    return false;
  }
}

/** A place after the header of a member: which member, and which byte. */
const place = fc.nat(PLAIN.length - 1).chain((member) =>
  fc.record({
    member: fc.constant(member),
    at: fc.integer({ min: PLAIN_HEADER, max: (PLAIN[member] as Buffer).length - 1 }),
  }),
);

describe('gzip members that say how long they are', () => {
  test('are what zlib reads, too', () => {
    expect(SIZED.map((member) => sizeOfMember(member))).toEqual(SIZED.map(({ length }) => length));
    expect(gunzipSync(Buffer.concat(SIZED)).equals(CONTENT)).toBe(true);
  });

  test('are read as they were written; also beside others, and before bytes that are no member', async () => {
    await expectWhole(SIZED);
    const mixed = SIZED.map((member, i) => (i % 3 === 2 ? (PLAIN[i] as Buffer) : member));
    await expectWhole(mixed);
    await expectWhole([...SIZED, Buffer.alloc(100)]);
  });

  test('are read to where they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(place, async ({ member, at }) => {
        const cut = (SIZED[member] as Buffer).subarray(0, at + SIZED_HEADER - PLAIN_HEADER);
        const { content, cuts } = await read(Buffer.concat([...SIZED.slice(0, member), cut]));
        const expected = Buffer.concat([...PARTS.slice(0, member), beginningOf(member, at)]);
        expect([content.equals(expected), cuts]).toEqual([true, [expected.length]]);
      }),
    );
  });

  test('lose nothing before damage, and no other member by it', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async ({ member, at }, bits) => {
        const members = SIZED.map((bytes) => Buffer.from(bytes));
        const damaged = members[member] as Buffer;
        const offset = at + SIZED_HEADER - PLAIN_HEADER;
        damaged[offset] = (damaged[offset] as number) ^ bits;
        const { content, cuts } = await read(Buffer.concat(members));
        const before = Buffer.concat([...PARTS.slice(0, member), beginningOf(member, at)]);
        const after = Buffer.concat(PARTS.slice(member + 1));
        expect(content.subarray(0, before.length).equals(before)).toBe(true);
        expect(content.subarray(content.length - after.length).equals(after)).toBe(true);
        // a few bits between the content and its check mean nothing
        expect(cuts).toHaveLength(isSound(damaged) ? 0 : 1);
      }),
    );
  });

  test('are missed where they no longer begin as members do', async () => {
    for (const at of [0, 1, 2]) {
      const members = SIZED.map((bytes) => Buffer.from(bytes));
      (members[3] as Buffer)[at] = 0xff;
      const { content, cuts } = await read(Buffer.concat(members));
      const before = Buffer.concat(PARTS.slice(0, 3));
      expect([content.equals(Buffer.concat([before, ...PARTS.slice(4)])), cuts]).toEqual([true, [before.length]]);
    }
  });

  test('lose no other member by damage that seems to go on in it', async () => {
    const members = SIZED.map((bytes) => Buffer.from(bytes));
    const damaged = members[1] as Buffer;
    // becomes the start of a copy, so that what follows the member seems to be in it
    damaged[SIZED_HEADER + 1] = (damaged[SIZED_HEADER + 1] as number) ^ 64;
    const { content, cuts } = await read(Buffer.concat(members));
    const after = Buffer.concat(PARTS.slice(2));
    expect(content.subarray(content.length - after.length).equals(after)).toBe(true);
    expect(cuts).toHaveLength(1);
  });

  test('are not believed: a wrong length loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZED.length - 1), fc.nat(0xffffffff), async (member, length) => {
        const members = SIZED.map((bytes) => Buffer.from(bytes));
        (members[member] as Buffer).writeUInt32LE(length, SIZED_HEADER - 4);
        await expectWhole(members);
      }),
    );
    const off = fc.integer({ min: -30, max: 30 });
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZED.length - 1), off, async (member, by) => {
        const members = SIZED.map((bytes) => Buffer.from(bytes));
        const bytes = members[member] as Buffer;
        bytes.writeUInt32LE(Math.max(0, bytes.length + by), SIZED_HEADER - 4);
        await expectWhole(members);
      }),
    );
  });

  test('may be as large as they like', async () => {
    const zeros = Buffer.alloc(20 << 20);
    const { content, cuts } = await read(Buffer.concat([SIZED[0] as Buffer, withSize(gzipSync(zeros)), ...SIZED]));
    expect(cuts).toEqual([]);
    expect(content.equals(Buffer.concat([PARTS[0] as Buffer, zeros, CONTENT]))).toBe(true);
  });
});
