import { test } from '@jest/globals';
import { describeNative, expectProgram } from './harness.js';

describeNative('calls on files and descriptors arrive with the parameters that they were made with', () => {
  test('data at places, in vectors, between descriptors and between processes', async () => {
    await expectProgram('data');
  });

  test('files by name: asked about, made, renamed, linked, changed and removed', async () => {
    await expectProgram('names');
  });

  test('duplicates, pipes, events, signals, timers, watches, memory and processes as descriptors', async () => {
    await expectProgram('descriptors');
  });

  test('poll, ppoll, select, epoll, futex and nanosleep', async () => {
    await expectProgram('waits');
  });
});
