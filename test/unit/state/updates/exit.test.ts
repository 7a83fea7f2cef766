import { expect, test } from '@jest/globals';
import { int } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const exit = (tid: number, reaper = 0) => namedEvent('PROCEXIT_1_E', tid, { reaper_tid: int(reaper, 8) });
const after = (tid: number) => namedEvent('GETUID_E', tid);

test('the exit event still shows the thread, later events do not', () => {
  expect(lastPrinted('%proc.name', exit(3000))).toBe('tool');
  expect(lastPrinted('%proc.name', exit(3000), after(3000))).toBe('<NA>');
  expect(lastPrinted('%proc.name', exit(3000), after(2000))).toBe('shell');
});

test('children of a process that ends go to its reaper', () => {
  expect(lastPrinted('%proc.ppid %proc.pname', after(3000))).toBe('2000 shell');
  expect(lastPrinted('%proc.ppid %proc.pname', exit(2000, 1000), after(3000))).toBe('1000 server');
});
