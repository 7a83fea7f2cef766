/** Names of descriptors that calls without an event of their own make. */
import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell } from '../helpers/sysshark.js';
import { compileProgram } from '../native/harness.js';

const FORMAT = '*%fd.num %fd.name';
const USE = 'evt.type=fcntl and evt.dir=> and evt.arg.cmd=F_GETFD';

describeLive('descriptors of calls without an event of their own', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());
  const folder = scratch.path('work');
  const file = scratch.path('made.scap');
  let program = '';
  /** What /proc says, in the form of FORMAT. */
  let expected: string[] = [];

  beforeAll(async () => {
    for (const name of ['', '/from', '/to']) mkdirSync(folder + name);
    program = `${compileProgram('made-descriptors', folder)} ${folder}`;
    const { stdout } = await shell(`$S -w ${file} -- ${program}`);
    expected = stdout.split('\n');
  });

  test('are those of /proc', async () => {
    expect(expected.length).toBeGreaterThan(12);
    expect(await lines('-r', file, '-p', FORMAT, USE)).toEqual(expected);
  });

  test.each([
    ['of a type', USE],
    ['of a type and a program', `${USE} and proc.name=made-descriptor`],
    ['with a name', `${USE} and (fd.name startswith / or fd.name startswith anon or not fd.name exists)`],
  ])('are known to live filters on calls %s', async (_, filter) => {
    const own = scratch.path('own');
    const { stdout } = await shell(`$S -o ${own} -p '${FORMAT}' '${filter}' -- ${program}`);
    expect(readFileSync(own, 'latin1')).toBe(`${stdout}\n`);
  });

  test('are known in copies, of the events that use them alone, and in later pieces', async () => {
    const [copy, series] = [scratch.path('copy.scap'), scratch.path('series')];
    await shell(`$S -r ${file} -w ${copy} '${USE}'; mkdir ${series}; $S -r ${file} -w ${series}/s.scap -e 100`);
    expect(await lines('-r', copy, '-p', FORMAT)).toEqual(expected);
    const { stdout } = await shell(`for f in ${series}/*; do $S -r $f -p '${FORMAT}' '${USE}'; done`);
    expect(stdout.split('\n')).toEqual(expected);
  });

  test('are closed by close_range', async () => {
    expect(expected.at(-1)).toBe('3 <NA>');
  });
});
