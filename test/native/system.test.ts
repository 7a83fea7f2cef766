import { test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('calls on the machine and its file systems arrive with the parameters that they were made with', () => {
  test('locked memory, semaphores, tracing, io_uring, bpf, seccomp, fsconfig, quotas and modules', async () => {
    await expectProgram('system');
  });

  test('a file opened by its handle has the path that it came out as', async () => {
    await expectProgram('handle');
  });

  test('files of an overlay say in which layer they are, and the one made that it was', async () => {
    await expectProgram('overlay');
  });
});
