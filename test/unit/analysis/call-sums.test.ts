/** Sums of calls beyond the limit of names, and of calls that arrive late. */
import { expect, test } from '@jest/globals';
import { CallSums, type PeriodSums } from '../../../src/analysis/calls/call-sums.js';
import { End } from '../../../src/run/end.js';
import { Session, sessionParts } from '../../../src/run/session.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

type Kept = Pick<PeriodSums, 'from'> & { readonly named: number; readonly calls: number; readonly rest: number };

async function sumsOf(capture: string, limit: number, seconds: number): Promise<Kept[]> {
  const periods: Kept[] = [];
  const take = ({ from, sums, rest }: PeriodSums): void => {
    const calls = sums.reduce((total, sum) => total + sum.calls, 0);
    periods.push({ from, named: sums.length, calls, rest: rest?.calls ?? 0 });
  };
  const consumers = [new CallSums({ seconds, limit, isLive: false, take })];
  const session = new Session(sessionParts({ source: openCaptureFile(capture), end: new End(0), consumers }));
  for await (const _ of session.steps());
  await session.close();
  return periods;
}

describeWithShared('sums of calls', () => {
  const capture = sharedPath('captures/sf-nginx.scap');

  test.each([1, 5, 30])('at most %i of a period have names, and no call is left out', async (limit) => {
    const all = await sumsOf(capture, 1e6, 2);
    const some = await sumsOf(capture, limit, 2);
    expect(all.length).toBeGreaterThan(3);
    expect(Math.max(...some.map(({ named }) => named))).toBe(limit);
    expect(some.some(({ rest }) => rest > 0)).toBe(true);
    expect(all.every(({ rest }) => rest === 0)).toBe(true);
    expect(some.map(({ from, calls, rest }) => [from, calls + rest])).toEqual(
      all.map(({ from, calls }) => [from, calls]),
    );
    expect(all.every(({ from }) => from % 2 === 0)).toBe(true);
  });
});
