import { expect, test } from '@jest/globals';
import { checkOptions } from '../../../../src/cli/options/run-options.js';
import { parseCommandLine } from '../../../../src/cli/program.js';

function formatOf(...argv: string[]): string | null {
  const { options, words } = parseCommandLine(argv);
  return checkOptions(options, words).format;
}

test.each(['%proc.name', '*%evt.num\\n', 'c', 'container', 'k', 'kubernetes', 'p'])('-p %s is a format', (format) => {
  expect(formatOf('-p', format)).toBe(format);
});

test.each([
  ['15461', /not "15461"; to see only process 15461, use the filter proc\.pid=15461$/],
  ['1,2', /use the filter "proc\.pid in \(1, 2\)"$/],
  ['1 22 333', /use the filter "proc\.pid in \(1, 22, 333\)"$/],
  ['proc.name evt.type', /put % before each field, as in %proc\.name$/],
  ['nginx', /use the filter proc\.name=nginx$/],
  ['constructor', /use the filter proc\.name=constructor$/],
  ['*', /not "\*"$/],
])('-p "%s" has no field', (format, message) => {
  expect(() => formatOf('-p', format)).toThrow(message);
  expect(() => formatOf('-j', '-p', format)).toThrow(message);
});
