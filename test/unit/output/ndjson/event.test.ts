import { describe, expect, test } from '@jest/globals';
import { ByteText } from '../../../../src/bytes/byte-text.js';
import { writeObject } from '../../../../src/output/ndjson/event.js';
import { EventRun } from '../../../helpers/event-run.js';
import { int, text } from '../../../helpers/event-samples.js';
import { START } from '../../../helpers/io-events.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { sampleHeader } from '../../../helpers/sample-machine.js';
import type { EventParts } from '../../../helpers/scap.js';

/** The object for the last of some events. */
function objectOf(...events: readonly EventParts[]): Record<string, unknown> {
  const run = new EventRun(sampleHeader());
  events.forEach((event, i) => {
    run.apply({ ts: START + BigInt(i) * 1000n, ...event });
  });
  const out = new ByteText();
  writeObject(run.evt, out);
  const line = out.toText();
  expect(line).not.toContain('\n');
  return JSON.parse(Buffer.from(line, 'latin1').toString('utf8')) as Record<string, unknown>;
}

const argsOf = (event: EventParts): unknown => objectOf(event)['args'];
const SHELL = 2000;

test('an event has its time, its thread, its process and its descriptor', () => {
  const open = namedEvent('READ_E', SHELL, { fd: int(7, 8), size: int(512, 4) });
  expect(objectOf({ ...open, cpu: 3, ts: START + 1n })).toMatchObject({
    time: '2023-11-14T22:13:20.000000001Z',
    ns: String(START + 1n),
    cpu: 3,
    dir: '>',
    type: 'read',
    tid: SHELL,
    process: { pid: SHELL, name: 'shell' },
    fd: { num: 7, type: 'unix', name: '/run/z.sock' },
    args: { fd: 7, size: 512 },
  });
});

test('an exit has its latency and its result', () => {
  const enter = namedEvent('READ_E', SHELL, { fd: int(7, 8), size: int(512, 4) });
  const exit = (result: number) => namedEvent('READ_X', SHELL, { res: int(result, 8), data: Buffer.from('hello') });
  expect(objectOf(enter, exit(5))).toMatchObject({ dir: '<', latency: 1000, result: 5 });
  expect(objectOf(enter, exit(-11))).toMatchObject({ result: -11, error: 'EAGAIN' });
});

describe('arguments', () => {
  test('are numbers if these are exact, or else strings', () => {
    const mmap = (length: bigint) => argsOf(namedEvent('MMAP_E', SHELL, { length: int(length, 8) }));
    expect(mmap(4096n)).toMatchObject({ length: 4096 });
    expect(mmap(2n ** 53n - 1n)).toMatchObject({ length: 9007199254740991 });
    expect(mmap(2n ** 64n - 1n)).toMatchObject({ length: '18446744073709551615' });
  });

  test('are strings, or base64 if the bytes are not UTF-8', () => {
    const chdir = (path: Buffer) => argsOf(namedEvent('CHDIR_X', SHELL, { path }));
    expect(chdir(text('/a "b"\\\n\u0001'))).toMatchObject({ path: '/a "b"\\\n\u0001' });
    expect(chdir(Buffer.from('/é\0', 'utf8'))).toMatchObject({ path: '/é' });
    expect(chdir(text('/\xff'))).toMatchObject({ path: { base64: Buffer.from('/\xff', 'latin1').toString('base64') } });
  });

  test('are null if they were not recorded', () => {
    expect(argsOf(namedEvent('CHDIR_X', SHELL, { path: Buffer.alloc(0) }))).toMatchObject({ path: null });
  });
});
