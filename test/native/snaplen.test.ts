import { afterAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { compileProgram, runToEnd } from './harness.js';

/** The repeated alphabet, as the program writes it. */
const alphabet = (bytes: number): string => 'abcdefghijklmnopqrstuvwxyz'.repeat(bytes / 26 + 1).slice(0, bytes);

describeLive('the bytes recorded of one call', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());

  // the first 32 buffers of a vector count, here of 100 bytes each
  test.each([
    [80, [80, 80, 80]],
    [1000, [1000, 1000, 100]],
    [65_000, [65_000, 3200, 100]],
  ])('are the first %i, of one buffer and of a vector', async (snaplen, lengths) => {
    const file = scratch.path(`${snaplen}.scap`);
    const program = compileProgram('large', scratch.path('.'));
    const capture = await startCapture(file, '-s', String(snaplen), '--buffer', '32M', 'proc.name=large');
    await runToEnd(program);
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    const filter = 'proc.name=large and evt.dir=< and evt.type in (write, writev)';
    const { stdout } = await sysshark(['-r', file, '-v', '-p', '%evt.arg.data', filter]);
    expect(stdout.split('\n')).toEqual(lengths.map(alphabet));
    if (hasShared)
      expect(runOracle(file, ['-v', '-p', '%evt.arg.data', '-f', filter]).lines).toEqual(lengths.map(alphabet));
  });

  const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
  /** Call, port, first bytes, and bytes recorded of the 20000 sent. Ports 9100 to 9109 are in --full-ports. */
  const SENT: readonly (readonly [string, number, string, number])[] = [
    ['sendto', 9999, '', 80],
    ['sendto', 53, '', 512],
    ['sendto', 8125, '', 2000],
    ['sendto', 9100, '', 16_000],
    ['sendto', 9109, '', 16_000],
    ['sendto', 9110, '', 80],
    ['write', 9105, '', 16_000],
    ['write', 53, '', 512],
    ['write', 9999, 'GET /', 2000],
    ['write', 9999, 'HTTP/1.1', 2000],
    ['write', 9999, 'HTTPS', 80],
    ['write', 9999, 'DELETE', 2000],
    ['write', 3306, '\x10\0\0\x01\x03select', 2000],
    ['write', 3306, 'select', 80],
    ['write', 5432, 'Q\0\0\0\x10select', 2000],
    ['write', 5432, 'select', 80],
    ['write', 27017, 'anything', 2000],
    ['write', 9999, `${'.'.repeat(12)}\xd5\x07\0\0`, 2000],
    ['write', 9999, `${'.'.repeat(12)}\xd0\x07\0\0`, 80],
    ['sendmsg', 9999, 'GET /', 80],
    ['sendmsg', 53, '', 512],
    ['sendmsg', 9105, '', 16_000],
  ];

  test.each([
    ['are more if ports or data show a known protocol', ['--full-ports', '9100-9109'], (kept: number) => kept],
    [
      'are at least the snaplen (-s)',
      ['--dynamic-snaplen', '-s', '1000'],
      (kept: number) => (kept === 2000 ? kept : 1000),
    ],
  ])('%s', async (name, options, expected) => {
    const file = scratch.path(`${name}.scap`);
    const program = compileProgram('protocols', scratch.path('.'));
    const capture = await startCapture(file, ...options, 'proc.name=protocols');
    await runToEnd(
      program,
      SENT.flatMap(([call, port, first]) => [call, String(port), hex(first)]),
    );
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    const filter = 'proc.name=protocols and evt.dir=< and evt.type in (sendto, write, sendmsg) and evt.rawres=20000';
    const { stdout } = await sysshark(['-r', file, '-v', '-p', '%evt.type %evt.arg.data', filter]);
    const kept = stdout.split('\n').map((line) => [line.split(' ', 1)[0], line.length - line.indexOf(' ') - 1]);
    expect(kept).toEqual(SENT.map(([call, , , bytes]) => [call, expected(bytes)]));
  });
});
