import { expect, test } from '@jest/globals';
import { int, text } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { lastPrinted } from '../../helpers/story.js';

test.each([
  ['MKDIR_E', 'MKDIR_X', { path: text('/a/new') }, '/a/new'],
  ['RMDIR_E', 'RMDIR_X', { path: text('/a/old') }, '/a/old'],
  ['UNLINK_E', 'UNLINK_X', { path: text('/a/file') }, '/a/file'],
] as const)('%s is kept, so that %s shows its path', (enter, exit, values, path) => {
  const call = [namedEvent(enter, 1000, values), namedEvent(exit, 1000, { res: int(0, 8) })];
  expect(lastPrinted('%fs.path.name', ...call)).toBe(path);
});
