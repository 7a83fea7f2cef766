import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** CLONE_NEWUSER, and the number of unshare. */
const NEW_USER_NS = '0x10000000';
const UNSHARE = 272;
/** Ids in the namespace and on the host. More than five ranges are in arrays of their own, sorted by one and by the other. */
const RANGES = ['0 0', '1 1006', '2 1001', '3 1005', '4 1002', '5 1004', '6 1003'];

/** Runs two programs in a user namespace with these ranges. */
const IN_NAMESPACE = `
pipe(R, W); pipe(S, V);
unless ($p = fork) {
  syscall(${UNSHARE}, ${NEW_USER_NS});
  syswrite(W, "x"); sysread(S, $x, 1);
  system("$ENV{D}/mapped"); system("$ENV{D}/unmapped");
  exit 0;
}
sysread(R, $x, 1);
for ("uid_map", "gid_map") { open(F, ">", "/proc/$p/$_"); syswrite(F, join("", map { "$_ 1\\n" } @ARGV)); close(F) }
syswrite(V, "x"); waitpid($p, 0);`;

describeLive('a program in a user namespace with many ranges', () => {
  test('may be written by who runs it if its owner is mapped, and only then', async () => {
    const folder = scratch.path('programs');
    await shell(`mkdir ${folder} && chmod 755 ${folder} ${folder}/.. && cd ${folder} && cp /bin/true mapped &&
      cp /bin/true unmapped && chown 1006:1006 mapped && chown 1007:1007 unmapped`);
    const capture = await startCapture(scratch.path('ids.scap'), 'proc.exepath startswith', `"${folder}"`);
    const ranges = RANGES.map((range) => `'${range}'`).join(' ');
    const { exitCode } = await shell(`D=${folder} perl -e '${IN_NAMESPACE.replaceAll("'", '')}' ${ranges}`);
    expect(exitCode).toBe(0);
    await capture.stop();
    const format = '%proc.name %proc.is_exe_writable';
    expect(await lines('-r', capture.file, '-p', format, 'evt.type=execve and evt.dir=<')).toEqual([
      'mapped true',
      'unmapped false',
    ]);
  });
});
