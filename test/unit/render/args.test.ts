import { describe, expect, test } from '@jest/globals';
import { renderRaw, renderResolved, writeArgs, writeInfo } from '../../../src/render/args.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from '../../../src/render/options.js';
import { OutputTime } from '../../../src/render/time.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import type { Evt } from '../../../src/state/evt.js';
import { writtenText } from '../../helpers/emitted.js';
import { EventRun } from '../../helpers/event-run.js';
import { Dice, int, text } from '../../helpers/event-samples.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const tid = 2000n;
const OPTIONS = DEFAULT_RENDER_OPTIONS;
const args = (evt: Evt, options: RenderOptions): string => writtenText((out) => writeArgs(evt, options, out));

describe('the arguments of an event', () => {
  test('are names with raw and resolved values', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.OPEN_X, tid, params: [int(-2, 8), text('x'), int(4097, 4), int(0o644, 4), int(0x803, 4)] });
    expect(args(run.evt, OPTIONS)).toBe(
      'fd=-2(ENOENT) name=x(/home/user/x) flags=4097(O_RDONLY|O_CLOEXEC) mode=0644 dev=803',
    );
    expect([renderRaw(run.evt, 1, OPTIONS), renderResolved(run.evt, 1, OPTIONS)]).toEqual(['x', '/home/user/x']);
  });

  test('are marked if they are missing or of another size', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.OPEN_X, tid, params: [int(3, 4), Buffer.alloc(0), int(1, 4)] });
    expect(args(run.evt, OPTIONS)).toBe('fd=NULL name=<NA> flags=1(O_RDONLY)');
  });

  test('that are buffers are cut, others are not', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.WRITE_X, tid, params: [int(100, 8), Buffer.from('x'.repeat(100))] });
    expect(args(run.evt, OPTIONS)).toBe(`res=100 data=${'x'.repeat(77)}...`);
    expect(args(run.evt, { ...OPTIONS, maxLength: 0 })).toBe(`res=100 data=${'x'.repeat(100)}`);
    run.apply({ type: EVT.OPEN_X, tid, params: [int(3, 8), text(`/${'y'.repeat(100)}`)] });
    expect(renderRaw(run.evt, 1, OPTIONS)).toBe(`/${'y'.repeat(100)}`);
  });

  test('of a generic call are none', () => {
    const run = new EventRun();
    run.apply({ type: EVT.GENERIC_E, params: [int(5, 2), int(2, 2)] });
    expect(args(run.evt, OPTIONS)).toBe('');
  });

  test('of any event with any bytes can be written', () => {
    const dice = new Dice(815);
    const run = new EventRun(sampleHeader());
    for (let round = 0; round < 10; round++)
      for (const row of EVENTS) {
        const params = row.params.map(() => {
          const bytes = Buffer.alloc(dice.next(dice.pick([2, 10, 20, 40])));
          for (let i = 0; i < bytes.length; i++) bytes[i] = dice.pick([0, 1, 2, 3, 10, 0xff, dice.next(256)]);
          return bytes;
        });
        const lengthSize = (row.flags & 2048) !== 0 ? 4 : 2;
        if (run.apply({ type: row.id, tid, lengthSize, params }))
          expect(() => writtenText((out) => writeInfo(run.evt, OPTIONS, out))).not.toThrow();
      }
  });
});

describe('evt.outputtime', () => {
  const ts = 1_700_000_000_012_345_678n;
  const run = new EventRun(sampleHeader());
  const deltas = new OutputTime('D');
  const shown = (time: OutputTime): string => writtenText((out) => time.write(run.evt, out));
  const apply = (type: number, more: bigint) => run.apply({ type, tid, ts: ts + more, params: [int(0, 8)] });

  // right-hand sides: refscap with -t
  test('counts from the epoch, the first event, the enter event and the previous event', () => {
    apply(EVT.CLOSE_E, 0n);
    expect(shown(deltas)).toBe('0.000000000');
    expect(shown(new OutputTime('a'))).toBe('1700000000.12345678');
    apply(EVT.FSTAT_E, 1_000_000_000n);
    expect(shown(deltas)).toBe('1.000000000');
    apply(EVT.FSTAT_X, 1_000_000_500n);
    expect(shown(deltas)).toBe('0.000000500');
    expect(shown(new OutputTime('r'))).toBe('1.000000500');
    expect(shown(new OutputTime('d'))).toBe('0.000000500');
  });
});
