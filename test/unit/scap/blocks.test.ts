import { describe, expect, test } from '@jest/globals';
import { Cursor } from '../../../src/bytes/cursor.js';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { Writer } from '../../../src/bytes/writer.js';
import { ScapError } from '../../../src/errors.js';
import { encodeBlock } from '../../../src/scap/block.js';
import { decodeFdsV1, decodeFdsV2, emptyFd, encodeFds } from '../../../src/scap/fdlist.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { HeaderRoom } from '../../../src/scap/header-room.js';
import { decodeInterfacesV1, decodeInterfacesV2, encodeInterfaces } from '../../../src/scap/iflist.js';
import { decodeMachine, encodeMachine } from '../../../src/scap/machine.js';
import { readMetadata } from '../../../src/scap/metadata.js';
import { decodeThreads, emptyThread, encodeThreads } from '../../../src/scap/proclist.js';
import { MAX_RECORDS } from '../../../src/scap/record-list.js';
import { checkSection, encodeSection } from '../../../src/scap/section.js';
import { decodeUsersV1, decodeUsersV2, encodeUsers } from '../../../src/scap/userlist.js';
import { BLOCK } from '../../../src/schema/block.js';
import { fc } from '../../helpers/property.js';
import { fds, groups, interfaces, machines, threads, users } from './records.js';

/** Cursor over a block's payload, padding included. */
function payload(block: Buffer): Cursor {
  return new Cursor(block, { start: 8, end: block.length - 4, origin: 0 });
}

function written(fill: (writer: Writer) => void): Cursor {
  const writer = new Writer();
  fill(writer);
  return new Cursor(writer.finish(), { start: 0, end: writer.length, origin: 0 });
}

function text(writer: Writer, value: string): void {
  writer.uint16(value.length);
  writer.text(value);
}

describe('every block kind is read back as it was written', () => {
  test('machine', () => {
    fc.assert(fc.property(machines, (one) => expect(decodeMachine(payload(encodeMachine(one)))).toEqual(one)));
  });

  test('interfaces', () => {
    fc.assert(
      fc.property(interfaces, (list) => {
        expect(decodeInterfacesV2(payload(encodeInterfaces(list)))).toEqual(list);
      }),
    );
  });

  test('users and groups', () => {
    fc.assert(
      fc.property(users, groups, (u, g) => {
        expect(decodeUsersV2(payload(encodeUsers({ users: u, groups: g })))).toEqual({ users: u, groups: g });
      }),
    );
  });

  test('threads', () => {
    fc.assert(
      fc.property(fc.array(threads, { maxLength: 5 }), (list) => {
        expect(decodeThreads(payload(encodeThreads(list)), 9)).toEqual(list);
      }),
    );
  });

  test('descriptors', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(fds, { maxLength: 8 }), (tid, list) => {
        expect(decodeFdsV2(payload(encodeFds({ tid, fds: list })))).toEqual({ tid, fds: list });
      }),
    );
  });

  test('blocks have the same length at both ends, a multiple of four', () => {
    fc.assert(
      fc.property(fc.array(threads, { maxLength: 3 }), (list) => {
        const block = encodeThreads(list);
        expect(block.length % 4).toBe(0);
        expect(block.readUInt32LE(4)).toBe(block.length);
        expect(block.readUInt32LE(block.length - 4)).toBe(block.length);
      }),
    );
  });

  test('the section header is the 28 bytes that every reader accepts', () => {
    expect(encodeSection().toString('hex')).toBe('0a0d0d0a1c0000004d3c2b1a01000200ffffffffffffffff1c000000');
    expect(checkSection(payload(encodeSection()))).toBeNull();
  });
});

describe('nothing that readers do not accept is written', () => {
  const long = 'x'.repeat(5000);

  test('texts of threads are cut at 1024 bytes and lists at 4096, with a NUL at the end', () => {
    const thread = { ...emptyThread(1, 1), comm: long, args: `${long}\0`, env: `${long}\0`, cgroups: `${long}\0` };
    const [read] = decodeThreads(payload(encodeThreads([thread])), 9);
    expect(read?.comm).toHaveLength(1024);
    for (const list of [read?.args, read?.env, read?.cgroups]) expect(list).toBe(`${'x'.repeat(4095)}\0`);
  });

  test('names of descriptors are cut below 1024 bytes', () => {
    const { fds: read } = decodeFdsV2(payload(encodeFds({ tid: 1, fds: [{ ...emptyFd(3, 16), name: long }] })));
    expect(read[0]?.name).toHaveLength(1023);
  });

  test('texts of accounts are cut below 256 bytes', () => {
    const user = { uid: 1, gid: 1, name: long, home: long, shell: long };
    const list = decodeUsersV2(payload(encodeUsers({ users: [user], groups: [{ gid: 1, name: long }] })));
    expect(list.users[0]?.home).toHaveLength(255);
    expect(list.groups[0]?.name).toHaveLength(255);
  });

  test('descriptors of type unknown are left out, and those of newer types are written as unsupported', () => {
    const list = [emptyFd(1, 0), { ...emptyFd(2, 99), name: 'unknown-type:[99]' }];
    const { fds: read } = decodeFdsV2(payload(encodeFds({ tid: 1, fds: list })));
    expect(read.map(({ fd, type, name }) => [fd, type, name])).toEqual([[2, 10, 'unknown-type:[99]']]);
  });
});

describe('forms of older files', () => {
  test('process list version 1 has neither memory nor environment, and unknown ids', () => {
    const cursor = written((writer) => {
      for (const id of [7, 7, 1]) writer.int64(id);
      for (const value of ['cat', '/bin/cat', 'a\0b', '/tmp']) text(writer, value);
      writer.int64(1024);
      for (const value of [0, 1000, 1001]) writer.uint32(value);
    });
    const [thread] = decodeThreads(cursor, 1);
    const expected = { tid: 7, ptid: 1, comm: 'cat', args: 'a\0b\0', cwd: '/tmp', fdlimit: 1024, uid: 1000, gid: 1001 };
    expect(thread).toMatchObject({ ...expected, vtid: -1, vpid: -1, sid: -1, vpgid: -1, loginuid: 0xffffffff });
  });

  test('a version 9 entry from before 2023 has loginuid directly after the root', () => {
    const whole = encodeThreads([emptyThread(5, 5)]);
    const cursor = written((writer) => {
      const fixed = whole.subarray(12, whole.readUInt32LE(8) + 8 - 76);
      writer.uint32(4 + fixed.length + 29);
      writer.copy(fixed);
      writer.uint32(1000);
      writer.uint8(1);
      for (const capability of [1n, 2n, 3n]) writer.bigUint64(capability);
    });
    const [thread] = decodeThreads(cursor, 9);
    const expected = { loginuid: 1000, exeWritable: true, capInheritable: 1n, capPermitted: 2n, capEffective: 3n };
    expect(thread).toMatchObject({ ...expected, tty: 0, pidnsInitStart: 0n });
  });

  test('fields that a newer writer appends are skipped', () => {
    const entry = encodeThreads([emptyThread(5, 5)]);
    const length = entry.readUInt32LE(8);
    const cursor = written((writer) => {
      for (let i = 0; i < 2; i++) {
        writer.uint32(length + 16);
        writer.copy(entry.subarray(12, 8 + length));
        writer.zeros(16);
      }
    });
    expect(decodeThreads(cursor, 9)).toEqual([emptyThread(5, 5), emptyThread(5, 5)]);
  });

  test('interfaces of types 3 and 4 have no link speed', () => {
    const cursor = written((writer) => {
      writer.uint16(3);
      writer.uint16(2);
      for (let i = 0; i < 3; i++) writer.uint32(0x0100007f);
      writer.text('lo');
      writer.uint16(4);
      writer.uint16(4);
      writer.zeros(48);
      writer.text('eth0');
    });
    expect(decodeInterfacesV1(cursor).map(({ family, name }) => [family, name])).toEqual([
      [4, 'lo'],
      [6, 'eth0'],
    ]);
  });

  test('accounts without entry lengths', () => {
    const cursor = written((writer) => {
      writer.uint8(0);
      writer.uint32(1);
      writer.uint32(2);
      for (const value of ['daemon', '/', '/bin/sh']) text(writer, value);
      writer.uint8(1);
      writer.uint32(3);
      text(writer, 'sys');
    });
    expect(decodeUsersV1(cursor)).toEqual({
      users: [{ uid: 1, gid: 2, name: 'daemon', home: '/', shell: '/bin/sh' }],
      groups: [{ gid: 3, name: 'sys' }],
    });
  });

  test('descriptors without entry lengths, files without flags', () => {
    const cursor = written((writer) => {
      writer.int64(9);
      writer.int64(0);
      writer.bigUint64(6n);
      writer.uint8(1);
      text(writer, '/dev/null');
      writer.int64(1);
      writer.bigUint64(7n);
      writer.uint8(7);
      text(writer, 'pipe:[7]');
    });
    const { tid, fds: read } = decodeFdsV1(cursor);
    expect(tid).toBe(9);
    expect(read.map(({ fd, ino, type, name }) => [fd, ino, type, name])).toEqual([
      [0, 6n, 1, '/dev/null'],
      [1, 7n, 7, 'pipe:[7]'],
    ]);
  });

  test('a file entry without device has device 0', () => {
    const cursor = written((writer) => {
      writer.int64(1);
      writer.uint32(4 + 8 + 8 + 1 + 4 + 2 + 2);
      writer.int64(3);
      writer.bigUint64(8n);
      writer.uint8(16);
      writer.uint32(3);
      text(writer, '/x');
    });
    expect(decodeFdsV2(cursor).fds[0]).toMatchObject({ fd: 3, name: '/x', openFlags: 3, dev: 0 });
  });
});

describe('impossible content is an error with an offset', () => {
  test.each<[string, () => unknown]>([
    ['an interface of type 9', () => decodeInterfacesV1(written((w) => w.uint32(9)))],
    ['an interface name of 2000 bytes', () => decodeInterfacesV1(written((w) => w.uint32(1 + (2000 << 16))))],
    [
      'a process entry of 3 bytes',
      () =>
        decodeThreads(
          written((w) => w.uint32(3)),
          9,
        ),
    ],
    [
      'a process entry longer than the block',
      () =>
        decodeThreads(
          written((w) => w.uint32(300)),
          9,
        ),
    ],
    ['an account entry of no bytes', () => decodeUsersV2(written((w) => w.uint32(0)))],
    ['a descriptor list without a thread', () => decodeFdsV2(written((w) => w.uint32(0)))],
  ])('%s', (_what, decode) => {
    expect(decode).toThrow(ScapError);
    expect(decode).toThrow(/damaged at byte \d+/);
  });

  test('damaged payloads give records or a ScapError, nothing else', () => {
    const blocks = fc.array(threads, { minLength: 1, maxLength: 2 }).map((list) => encodeThreads(list));
    fc.assert(
      fc.property(blocks, fc.nat(), fc.integer({ min: 0, max: 255 }), (block, at, value) => {
        block[12 + (at % (block.length - 12))] = value;
        try {
          decodeThreads(payload(block), 9);
        } catch (error) {
          expect(error).toBeInstanceOf(ScapError);
        }
      }),
    );
  });
});

describe('a list with more entries than any machine has', () => {
  test('is read up to its limit', () => {
    const block = encodeBlock(BLOCK.USERS_V1, (writer) => {
      for (let gid = 0; gid < MAX_RECORDS + 10; gid++) {
        writer.uint8(1);
        writer.uint32(gid);
        writer.uint16(0);
      }
    });
    const header = emptyHeader();
    const room = new HeaderRoom(new MemoryBudget());
    for (let times = 0; times < 2; times++) readMetadata({ header, room }, BLOCK.USERS_V1, payload(block));
    expect(header.groups).toHaveLength(MAX_RECORDS);
  });
});
