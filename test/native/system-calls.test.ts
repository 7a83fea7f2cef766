import { expect, test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('system calls are recorded with their parameters', () => {
  test('open, openat, openat2, creat and close, whether they succeed or fail', async () => {
    await expectProgram('open');
  });

  test('read and write keep the first 80 bytes; so does a write that failed', async () => {
    await expectProgram('read-write');
  });

  test('mmap, mprotect, munmap and brk, with the size of the address space after the call', async () => {
    const events = await expectProgram('memory');
    const sizes = events.filter((event) => event.code === 'MMAP_X').map((event) => event.params['vm_size']);
    expect(sizes.length).toBeGreaterThan(2);
    for (const size of sizes) expect(size).toBeGreaterThan(100n);
  });

  test('calls on files without their own event type have their arguments, results and paths', async () => {
    await expectProgram('calls-files');
  });

  test('so have those on processes, signals, memory, times and the machine', async () => {
    await expectProgram('calls-processes');
  });

  test('a call without its own event type is a generic event with its arguments; one with an unknown number has none', async () => {
    await expectProgram('generic');
  });

  test('the end of a process has its exit status', async () => {
    await expectProgram('exit', ['3']);
  });

  test('the end of a killed process has the signal', async () => {
    await expectProgram('exit', ['0', 'killed']);
  });
});
