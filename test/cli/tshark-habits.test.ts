import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const CAPTURE = sharedPath('captures', 'sf-tcp-client-server.scap');
const READ = ['-r', CAPTURE];
const outputOf = async (...args: string[]): Promise<string> => (await sysshark([...READ, ...args])).stdout;

describeWithShared('-Y', () => {
  test('is a filter like the words, and both must match', async () => {
    const expected = await outputOf('evt.type=connect and evt.dir=<');
    expect(expected).not.toBe('');
    expect(await outputOf('-Y', 'evt.type=connect and evt.dir=<')).toBe(expected);
    expect(await outputOf('-Y', 'evt.type=connect', '--display-filter', 'evt.dir=<')).toBe(expected);
    expect(await outputOf('-Y', 'evt.type=close or evt.type=connect', 'evt.type=connect', 'and', 'evt.dir=<')).toBe(
      expected,
    );
  });

  test('applies to what -w writes', async () => {
    const file = scratch.path('connects.scap');
    await sysshark([...READ, '-Y', 'evt.type=connect', '-w', file]);
    const types = await lines('-r', file, '-p', '%evt.type');
    expect(new Set(types)).toEqual(new Set(['connect']));
  });

  test('shows where it is wrong', async () => {
    const { stderr, exitCode } = await sysshark([...READ, '-Y', 'evt.typ=connect', 'proc.name=client']);
    expect(exitCode).toBe(1);
    expect(stderr.split('\n').slice(1)).toEqual(['  evt.typ=connect', '  ^']);
  });
});

describeWithShared('typed JSON', () => {
  test.each([['evt.type=connect'], ['evt.num=0']])(
    '-T json is an array of the objects of ndjson: %s',
    async (filter) => {
      const expected = (await lines(...READ, '-T', 'ndjson', filter)).map((line) => JSON.parse(line) as unknown);
      expect(JSON.parse(await outputOf('-T', 'json', filter))).toEqual(expected);
    },
  );

  test('-T json is whole if the capture is cut', async () => {
    const file = scratch.path('cut.scap');
    writeFileSync(file, readFileSync(CAPTURE).subarray(0, -10));
    const { stdout, exitCode } = await sysshark(['-r', file, '-T', 'json']);
    expect(exitCode).toBe(2);
    expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(100);
  });

  test('-T ek has a line with an index before each object, by the day of the event', async () => {
    const printed = await lines(...READ, '-T', 'ek', '-n', '3');
    const objects = await lines(...READ, '-T', 'ndjson', '-n', '3');
    expect(printed).toHaveLength(6);
    for (const [i, line] of objects.entries()) {
      const event = JSON.parse(line) as { time: string; ns: string };
      expect(JSON.parse(printed[2 * i] ?? '')).toEqual({ index: { _index: `events-${event.time.slice(0, 10)}` } });
      expect(JSON.parse(printed[2 * i + 1] ?? '')).toEqual({ timestamp: event.ns.slice(0, -6), ...event });
    }
  });
});

describeWithShared('-o', () => {
  test('prints to a private file what would go to standard output', async () => {
    const file = scratch.path('lines.txt');
    writeFileSync(file, 'old\n'.repeat(1e5), { mode: 0o644 });
    expect(await outputOf('-o', file, '-n', '5')).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(`${await outputOf('-n', '5')}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await outputOf('-o', '-', '-n', '5')).toBe(await outputOf('-n', '5'));
  });

  test.each([[['-j', '-n', '3']], [['-T', 'json', '-n', '3']], [['-q', '-S']], [['-c', 'topconns']]])(
    'prints %j to a file',
    async (args) => {
      const file = scratch.path('other.txt');
      expect(await outputOf('-o', file, ...args)).toBe('');
      expect(readFileSync(file, 'utf8')).toBe(`${await outputOf(...args)}\n`);
    },
  );

  test('has no colours and no format of terminals, and masks what could command a terminal that it names', async () => {
    const file = scratch.path('plain.txt');
    await shell(`script -qec '$S -r ${CAPTURE} -n 3 -o ${file}' /dev/null </dev/null`);
    expect(readFileSync(file, 'utf8')).toBe(`${await outputOf('-n', '3')}\n`);
  });

  test('overwrites no capture that is read, also through a link', async () => {
    const copy = scratch.path('copy.scap');
    const link = scratch.path('link');
    writeFileSync(copy, readFileSync(CAPTURE));
    symlinkSync(copy, link);
    for (const file of [copy, link]) {
      const { stderr, exitCode } = await sysshark(['-r', copy, '-o', file]);
      expect({ stderr, exitCode }).toEqual({
        stderr: `sysshark: -o ${file} is a capture that -r reads: give another file`,
        exitCode: 1,
      });
    }
    expect(readFileSync(copy)).toEqual(readFileSync(CAPTURE));
  });

  test('and -w do not write the same file', async () => {
    const file = scratch.path('both');
    const { stderr, exitCode } = await sysshark([...READ, '-S', '-o', file, '-w', file]);
    expect({ stderr, exitCode }).toEqual({
      stderr: `sysshark: -w ${file} is also where text is printed: give another file`,
      exitCode: 1,
    });
  });

  test('says why a file cannot be written', async () => {
    const { stderr, exitCode } = await sysshark([...READ, '-o', '/no/such/folder/x']);
    expect({ stderr, exitCode }).toEqual({
      stderr: 'sysshark: cannot write /no/such/folder/x: no such file or directory',
      exitCode: 1,
    });
  });
});
