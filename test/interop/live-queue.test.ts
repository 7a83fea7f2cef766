import { readFileSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { loadAddon } from '../../src/source/native.js';
import { lines } from '../helpers/lines.js';
import { type CaptureEnd, describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, shell, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
/** Ends what a failed test leaves running, and would keep all tests from ending. */
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(() => scratch.remove());

/** A block of `dd bs=1` is a read and a write: four events, of 60 bytes at least. */
const EVENTS_A_BLOCK = 4;
const EVENT_BYTES = 60;
const MIB = 1 << 20;
/** Room for a third of a second, if the thread that empties the rings is late on a busy machine. */
const RINGS = '32M';
/** Memory in MiB that a capture may use besides its queue. */
const SLACK_MIB = 16;
/** How a gzip member begins that is not compressed: with an extra field (FLG 4); level 0 is the fastest (XFL 4; RFC 1952). */
const STORED = Buffer.from('1f8b0804000000000403', 'hex');
/** Blocks after which a capture has its usual size. */
const WARM_UP = 20_000;

/** A capture into a FIFO with a reader that can be stopped. */
class PipedCapture {
  readonly file: string;
  private readonly reader;
  private readonly child;

  constructor(name: string, ...options: readonly string[]) {
    const fifo = scratch.path(`${name}.fifo`);
    this.file = scratch.path(`${name}.scap`);
    this.reader = execa('sh', ['-c', `mkfifo ${fifo}; exec cat ${fifo} >${this.file}`]);
    this.child = execa(PROGRAM, ['--buffer', RINGS, '-w', fifo, ...options], { reject: false });
    ends.push(() => this.kill());
  }

  private kill(): void {
    this.child.kill('SIGKILL');
    this.reader.kill('SIGKILL');
    this.reader.catch(() => undefined);
  }

  begun(): Promise<void> {
    return until(() => (statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > 0);
  }

  stopReading(): void {
    this.reader.kill('SIGSTOP');
  }

  resumeReading(): void {
    this.reader.kill('SIGCONT');
  }

  stop(): void {
    this.child.kill('SIGINT');
  }

  /** Memory of the process that is its own: without the rings, which the kernel shares with it, in MiB. */
  private memory(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  }

  /** Its memory once it has grown to its usual size. */
  private async usualMemory(): Promise<number> {
    await storm(WARM_UP);
    for (let last = 0; ; ) {
      const now = this.memory();
      if (Math.abs(now - last) < 1) return now;
      last = now;
      await setTimeout(500);
    }
  }

  /** Makes calls while nothing is read; returns the memory that they took, in MiB, once it is free again. */
  async hold(blocks: number): Promise<number> {
    const before = await this.usualMemory();
    this.stopReading();
    await storm(blocks);
    const held = this.memory() - before;
    this.resumeReading();
    await until(() => this.memory() - before < SLACK_MIB);
    return held;
  }

  async end(): Promise<CaptureEnd> {
    const [{ exitCode, stderr }] = await Promise.all([this.child, this.reader]);
    return { exitCode, stderr };
  }
}

/** Makes calls of `dd`. */
async function storm(blocks: number): Promise<void> {
  await execa('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${blocks}`, 'status=none']);
}

const READS_AND_WRITES = 'proc.name=dd and evt.type in (read, write) and fd.name startswith /dev/';

/** Number of events of a capture that pass a filter. */
async function count(file: string, filter: string): Promise<number> {
  const { stderr, exitCode } = await sysshark(['-r', file, '-q', '-v', filter]);
  expect(exitCode).toBe(0);
  return Number(/Captured Events: (\d+)/.exec(stderr)?.[1]);
}

describeLive('a capture with a blocked output', () => {
  test('loses nothing that fits in memory, and frees the memory afterwards', async () => {
    const blocks = 250_000;
    const capture = new PipedCapture('still');
    await capture.begun();
    const held = await capture.hold(blocks);
    capture.stop();
    expect(await capture.end()).toEqual({ exitCode: 0, stderr: expect.not.stringMatching(/dropped/) });
    expect(held).toBeGreaterThan((EVENTS_A_BLOCK * blocks * EVENT_BYTES) / MIB / 2);
    expect(await count(capture.file, READS_AND_WRITES)).toBe(EVENTS_A_BLOCK * (WARM_UP + blocks));
  });

  test('with -z stores instead of compressing while much is waiting, and loses nothing', async () => {
    const bound = loadAddon().queueBytes;
    const blocks = Math.ceil((0.7 * bound) / EVENTS_A_BLOCK / EVENT_BYTES);
    const capture = new PipedCapture('pressed', '-z');
    await capture.begun();
    expect(await capture.hold(blocks)).toBeGreaterThan(bound / MIB / 2);
    capture.stop();
    expect(await capture.end()).toEqual({ exitCode: 0, stderr: expect.not.stringMatching(/dropped/) });
    const { stdout, exitCode } = await shell(`zcat ${capture.file} | wc -c`);
    expect(exitCode).toBe(0);
    const compressed = readFileSync(capture.file);
    expect(Number(stdout)).toBeGreaterThan(2 * compressed.length);
    expect(compressed.indexOf(STORED)).toBeGreaterThan(0);
    expect(await count(capture.file, READS_AND_WRITES)).toBe(EVENTS_A_BLOCK * (WARM_UP + blocks));
  });

  test('loses nothing in memory if it is ended meanwhile', async () => {
    const blocks = 100_000;
    const capture = new PipedCapture('ended');
    await capture.begun();
    capture.stopReading();
    await storm(blocks);
    capture.stop();
    capture.resumeReading();
    expect(await capture.end()).toEqual({ exitCode: 0, stderr: expect.not.stringMatching(/dropped/) });
    expect(await count(capture.file, READS_AND_WRITES)).toBe(EVENTS_A_BLOCK * blocks);
  });

  test('stays within its memory limit; events beyond it are counted as lost, and marked where they are missing', async () => {
    const bound = loadAddon().queueBytes;
    const blocks = Math.ceil((1.4 * bound) / EVENTS_A_BLOCK / EVENT_BYTES);
    const capture = new PipedCapture('beyond');
    await capture.begun();
    const held = await capture.hold(blocks);
    await storm(1000);
    capture.stop();
    const { exitCode, stderr } = await capture.end();
    const dropped = Number(/(\d+) events dropped: ring buffer full/.exec(stderr)?.[1]);
    const kept = await count(capture.file, READS_AND_WRITES);
    const [mark] = await lines('-r', capture.file, '-D', '-n', '1', '-p', '%evt.num', 'evt.type=drop');
    const keptBefore = await count(capture.file, `${READS_AND_WRITES} and evt.num<${mark}`);
    expect(exitCode).toBe(0);
    expect(held).toBeLessThan(bound / MIB + SLACK_MIB);
    // other programs may have lost some, too
    const made = EVENTS_A_BLOCK * (WARM_UP + blocks + 1000);
    expect(kept + dropped).toBeGreaterThanOrEqual(made);
    expect(kept + dropped).toBeLessThan(1.02 * made);
    expect(keptBefore * EVENT_BYTES).toBeGreaterThan(0.9 * bound);
  });
});
