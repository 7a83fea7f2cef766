import { afterAll, expect, test } from '@jest/globals';
import { describeLive, makeScratch, startCapture } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { sysshark } from '../helpers/sysshark.js';
import { compileProgram, runToEnd } from './harness.js';

/** The alphabet over and over, as the program writes it. */
const alphabet = (bytes: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(bytes / 26 + 1).slice(0, bytes);

describeLive('the bytes kept of one call', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());

  // a vector counts for 32 pieces of 100 bytes
  test.each([
    [80, [80, 80, 80]],
    [1000, [1000, 1000, 100]],
    [65_000, [65_000, 3200, 100]],
  ])('are the first %i, of one piece and of a vector', async (snaplen, lengths) => {
    const file = scratch.path(`${snaplen}.scap`);
    const program = compileProgram('large', scratch.path('.'));
    const capture = await startCapture(file, '-s', String(snaplen), '--buffer', '32M');
    await runToEnd(program);
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    const filter = 'proc.name=large and evt.dir=< and evt.type in (write, writev)';
    const { stdout } = await sysshark(['-r', file, '-v', '-p', '%evt.arg.data', filter]);
    expect(stdout.split('\n')).toEqual(lengths.map(alphabet));
    expect(runOracle(file, ['-v', '-p', '%evt.arg.data', '-f', filter]).lines).toEqual(lengths.map(alphabet));
  });
});
