import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { REJECTED_CALLS } from '../../../src/schema/prefilter.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';
import { rejectedCalls } from '../../../src/state/rejected-calls.js';

const { NONE, WITHOUT_ANNEX, ALL } = REJECTED_CALLS;

/** What a filter rejects of a call. */
function rejected(filter: string, call: string): number | undefined {
  return rejectedCalls(compileFilter(filter, DEFAULT_FIELD_CONTEXT))[SYSCALL_CODE_NAMES.indexOf(call)];
}

test.each([
  // a call of another name
  ['evt.type = fsync', 'getuid', ALL],
  ['evt.type = fsync', 'sethostname', ALL],
  ['evt.type = fsync', 'fsync', NONE],
  // without an annex nothing tells the descriptor
  ['fd.name contains /etc', 'fsync', WITHOUT_ANNEX],
  ['fd.name contains /etc', 'sethostname', ALL],
  ['not fd.name contains /etc', 'fsync', NONE],
  ['not fd.name contains /etc', 'sethostname', NONE],
])('%s: what it rejects of %s', (filter, call, what) => {
  expect(rejected(filter, call)).toBe(what);
});

test('rejects nothing of the code that stands for several calls', () => {
  expect(rejectedCalls(compileFilter('evt.type = openat', DEFAULT_FIELD_CONTEXT))[0]).toBe(NONE);
});
