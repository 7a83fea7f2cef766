import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { runOracle } from '../helpers/oracle.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);
const FORMAT = '%evt.rawtime %evt.dir %evt.type %thread.tid %evt.args';
const scratch = makeScratch();
afterAll(() => scratch.remove());

describeWithShared('around', () => {
  test.each([
    ['sf-nginx', '0', 'evt.type=socket'],
    ['sf-nginx', '1', 'evt.type=accept'],
    ['sf-nginx', '250', 'evt.type=accept or evt.type=sendfile'],
    ['sf-files', '2', 'evt.type=open and fd.name contains lib'],
    ['libs-curl-google', '20', 'evt.type=connect'],
    ['libs-curl-google', '5', 'evt.failed=true'],
  ])('of %s copies what the reference finds within %s ms of %s', async (name, range, filter) => {
    const moments = await lines('-r', captureOf(name), '-p', '%evt.rawtime', filter);
    expect(moments.length).toBeGreaterThan(0);
    const near = moments.map((moment) => `evt.around[${moment}]=${range}`).join(' or ');
    const expected = runOracle(captureOf(name), ['-p', FORMAT, '-f', near]).lines;
    const file = scratch.path(`${name}-${range}.scap`);
    expect(await sysshark(['-r', captureOf(name), '-c', 'around', file, range, filter])).toMatchObject({
      stdout: '',
      stderr: '',
      exitCode: 0,
    });
    expect(runOracle(file, ['-p', FORMAT]).lines).toEqual(expected);
  });

  test('writes a capture without events if none passes', async () => {
    const file = scratch.path('none.scap');
    const words = ['-r', captureOf('sf-nginx'), '-c', 'around', file, '5', 'proc.name=other'];
    expect((await sysshark(words)).exitCode).toBe(0);
    expect(runOracle(file)).toMatchObject({ status: 0, lines: [] });
  });

  test.each([
    ['-c around x 5', 'around reads a capture twice: use -r FILE; for live captures, use --ring and --dump-on'],
    [
      `-r - -c around x 5 < ${captureOf('sf-nginx')}`,
      'standard input cannot be read twice, but a chisel requires it: use -r FILE',
    ],
    [
      `-r ${captureOf('sf-nginx')} -c around x soon`,
      'around takes a range in milliseconds, from 0 to 86400000, not "soon"',
    ],
    [
      `-r ${captureOf('sf-nginx')} -c around ${captureOf('sf-nginx')} 5`,
      `-w ${captureOf('sf-nginx')} would overwrite a capture that -r reads`,
    ],
  ])('%s gives an error of one line', async (words, message) => {
    expect(await shell(`$S ${words}`)).toMatchObject({ exitCode: 1, stdout: '', stderr: `sysshark: ${message}` });
  });
});
