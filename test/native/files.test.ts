import { test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('calls on files and descriptors are recorded with their parameters', () => {
  test('data at offsets, in vectors, between descriptors and between processes', async () => {
    await expectProgram('data');
  });

  test('files by name: examined, created, renamed, linked, changed and removed', async () => {
    await expectProgram('names');
  });

  test('descriptors: duplicates, pipes, events, signals, timers, watches, memory and processes', async () => {
    await expectProgram('descriptors');
  });

  test('poll, ppoll, select, epoll, futex and nanosleep', async () => {
    await expectProgram('waits');
  });
});
