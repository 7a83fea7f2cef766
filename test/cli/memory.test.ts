import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { K8S_AUDIT_ID } from '../../src/plugins/k8saudit.js';
import { emptyFd, encodeFds } from '../../src/scap/fdlist.js';
import { emptyHeader, type ThreadRecord } from '../../src/scap/header.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { emptyThread, encodeThreads } from '../../src/scap/proclist.js';
import { BLOCK } from '../../src/schema/block.js';
import { EVT } from '../../src/schema/events.js';
import { FD_TYPES } from '../../src/schema/fd-types.js';
import { int } from '../helpers/event-samples.js';
import { peakMemory } from '../helpers/peak-memory.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

/** MB that no capture may exceed, without the tables of live threads and descriptors. */
const LIMIT = 200;
/** MB of the largest event. */
const LARGEST_MB = 60;
/** How often the events of a capture are repeated, to about 100 MB. */
const TIMES = 100;
const MERGED = 60;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Offset of the first block that is a plain event. */
function firstEvent(bytes: Buffer): number {
  let at = 0;
  while (bytes.readUInt32LE(at) !== BLOCK.EVENT_V2) at += bytes.readUInt32LE(at + 4);
  return at;
}

describeWithShared('the memory of a run', () => {
  beforeAll(() => {
    const one = readFileSync(sharedPath('captures', 'sf-setns.scap'));
    const events = one.subarray(firstEvent(one));
    const large = Buffer.concat([one, ...Array.from({ length: TIMES }, () => events)]);
    writeFileSync(scratch.path('large.scap'), large);
    writeFileSync(scratch.path('large.scap.gz'), gzipSync(large, { level: 1 }));
  });

  test.each([
    ['searched', '$S -r large.scap evt.type=mkdirat'],
    ['printed', '$S -r large.scap >/dev/null'],
    ['printed as JSON', '$S -r large.scap -j >/dev/null'],
    ['copied', '$S -r large.scap -w copy.scap evt.type=openat'],
    ['split into files', '$S -r large.scap -w split.scap -C 1 -W 3 -z'],
    ['kept by the flight recorder', '$S -r large.scap -w dump.scap --ring 32M --dump-on evt.num=300000 2>/dev/null'],
    ['compressed', '$S -r large.scap.gz -j >/dev/null'],
    ['from a pipe', 'cat large.scap | $S -r - >/dev/null'],
  ])('does not grow with a capture that is %s', async (_, line) => {
    expect(await peakMemory(`cd ${scratch.path('')}; ${line}`)).toBeLessThan(LIMIT);
  });

  test('grows little with each capture that is merged', async () => {
    const inputs = `-r ${sharedPath('captures', 'sf-nginx.scap')} `.repeat(MERGED);
    expect(await peakMemory(`$S ${inputs} evt.type=mkdirat`)).toBeLessThan(LIMIT);
  });
});

describe('the memory of a run', () => {
  test('suffices for a process list of the largest size', async () => {
    const text = 'x'.repeat(4000);
    const threads = Array.from({ length: 7800 }, (_, index): ThreadRecord => {
      const tid = index + 1;
      return { ...emptyThread(tid, tid), args: `${tid}${text}\0`, env: `A=${tid}${text}\0` };
    });
    const event = eventBlock({ type: EVT.GETUID_E, tid: 1n });
    writeFileSync(
      scratch.path('list.scap'),
      Buffer.concat([...encodeHeader(emptyHeader()), encodeThreads(threads), event]),
    );
    expect(await peakMemory(`cd ${scratch.path('')}; $S -r list.scap -w copy.scap`)).toBeLessThan(LIMIT);
    expect(await peakMemory(`cd ${scratch.path('')}; $S -r copy.scap`)).toBeLessThan(LIMIT);
  });

  test('does not grow with content that was compressed a thousandfold', async () => {
    const event = eventBlock({ type: EVT.WRITE_X, tid: 1n, params: [int(1, 8), Buffer.alloc(60_000, 'x')] });
    const part = gzipSync(Buffer.concat(Array.from({ length: 500 }, () => event)));
    const parts = Array.from({ length: 10 }, () => part);
    writeFileSync(scratch.path('dense.scap.gz'), Buffer.concat([gzipSync(capture([])), ...parts]));
    expect(await peakMemory(`$S -r ${scratch.path('dense.scap.gz')} -v -A 2>/dev/null | sha256sum`)).toBeLessThan(
      LIMIT,
    );
  });

  test.each([
    // of a plugin that nobody knows, nothing is printed
    ['events of the largest size', 999, LIMIT],
    // the text of an event is a copy, and so is its line, whose room doubles
    ['events of the largest size that are printed whole', K8S_AUDIT_ID, LIMIT + 4 * LARGEST_MB],
  ])('suffices for %s', async (_, plugin, limit) => {
    const params = [int(plugin, 4), Buffer.alloc(LARGEST_MB << 20, 'x')];
    const event = eventBlock({ type: EVT.PLUGINEVENT_E, tid: 1n, lengthSize: 4, params });
    writeFileSync(scratch.path('events.scap'), capture([event, event]));
    expect(await peakMemory(`$S -r ${scratch.path('events.scap')} -n 10 >/dev/null`)).toBeLessThan(limit);
  });
});

describe('a capture with more state than --state-memory allows', () => {
  const WARNING =
    'sysshark: processes and descriptors need more than --state-memory 1m: some events lack names; use a larger value';

  beforeAll(() => {
    const threads = Array.from({ length: 2000 }, (_, index): ThreadRecord => {
      const tid = index + 1;
      return { ...emptyThread(tid, tid), comm: `p${tid}`, args: `${tid}${'x'.repeat(3000)}\0` };
    });
    const events = [1, 2000].map((tid) => eventBlock({ type: EVT.GETUID_E, tid: BigInt(tid) }));
    writeFileSync(scratch.path('much.scap'), capture(events, { ...emptyHeader(), threads }));
  });

  test.each([
    ['printed', ['-p', '*%proc.name'], 'p1\n<NA>'],
    ['copied', ['-w', '/dev/null'], ''],
    ['filtered', ['-p', '%proc.name', 'proc.name=p1'], 'p1'],
    ['merged with itself', ['-r', 'much.scap', '-p', '%proc.name', 'proc.name=p1'], 'p1'],
  ])('is still %s, with one warning and status 2', async (_, args, stdout) => {
    const found = await sysshark(['-r', 'much.scap', '--state-memory', '1m', ...args], { cwd: scratch.path('') });
    expect(found).toMatchObject({ stdout, stderr: WARNING, exitCode: 2 });
  });

  test('keeps all state if the memory suffices', async () => {
    const found = await sysshark(['-r', 'much.scap', '-p', '%proc.name'], { cwd: scratch.path('') });
    expect(found).toMatchObject({ stdout: 'p1\np2000', stderr: '', exitCode: 0 });
  });
});

describe('the memory of a run of a large machine', () => {
  /** MB: the default of --state-memory, plus the program's own memory. */
  const MOST = 800;

  test('suffices for all threads that are kept, with texts of the usual size', async () => {
    const threads = Array.from({ length: 1 << 18 }, (_, index): ThreadRecord => {
      const tid = index + 1;
      const texts = { comm: 'worker', exe: '/usr/bin/worker', exepath: '/usr/bin/worker', cwd: '/srv/', root: '/' };
      return { ...emptyThread(tid, tid), ptid: 1, ...texts, args: `--number=${tid}\0--config=/etc/worker.conf\0` };
    });
    const event = eventBlock({ type: EVT.GETUID_E, tid: BigInt(threads.length) });
    writeFileSync(
      scratch.path('threads.scap.gz'),
      gzipSync(capture([event], { ...emptyHeader(), threads }), { level: 1 }),
    );
    expect(await peakMemory(`$S -r ${scratch.path('threads.scap.gz')} proc.name=worker >/dev/null`)).toBeLessThan(MOST);
  });

  test('is bounded if many processes have many descriptors', async () => {
    const parts = [gzipSync(capture([]))];
    for (let tid = 1; tid <= 3000; tid++) {
      const fds = Array.from({ length: 1000 }, (_, fd) => ({
        ...emptyFd(fd, FD_TYPES.FIFO.id),
        name: `pipe:[${tid * fd}]`,
      }));
      parts.push(
        gzipSync(Buffer.concat([encodeThreads([emptyThread(tid, tid)]), encodeFds({ tid, fds })]), { level: 1 }),
      );
    }
    writeFileSync(scratch.path('fds.scap.gz'), Buffer.concat(parts));
    const line = `$S -r ${scratch.path('fds.scap.gz')} 2>/dev/null || [ $? = 2 ]`;
    expect(await peakMemory(line)).toBeLessThan(MOST);
  });
});
