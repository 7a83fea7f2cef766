import { test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('calls on the machine and its file systems are recorded with their parameters', () => {
  test('locked memory, semaphores, tracing, io_uring, bpf, seccomp, fsconfig, quotas and modules', async () => {
    await expectProgram('system');
  });

  test('a file opened by handle has the path of the opened file', async () => {
    await expectProgram('handle');
  });

  test('files of an overlay have their layer, and a new file is marked as created', async () => {
    await expectProgram('overlay');
  });
});
