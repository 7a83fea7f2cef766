import { expect, test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('system calls arrive with the parameters that they were made with', () => {
  test('open, openat, openat2, creat and close, whether they succeed or fail', async () => {
    await expectProgram('open');
  });

  test('read and write keep the first 80 bytes, a failed write what it was asked to write', async () => {
    await expectProgram('read-write');
  });

  test('mmap, mprotect, munmap and brk, with the size of the address space after the call', async () => {
    const events = await expectProgram('memory');
    const sizes = events.filter((event) => event.code === 'MMAP_X').map((event) => event.params['vm_size']);
    expect(sizes.length).toBeGreaterThan(2);
    for (const size of sizes) expect(size).toBeGreaterThan(100n);
  });

  test('a call without an event of its own is a generic event, and so is a number that no call has', async () => {
    await expectProgram('generic');
  });

  test('the end of a process tells its status', async () => {
    await expectProgram('exit', ['3']);
  });

  test('the end of a killed process tells the signal', async () => {
    await expectProgram('exit', ['0', 'killed']);
  });
});
