import { SCOPE } from '../fields/field.js';
import { EVENTS } from '../schema/events.js';
import { SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';
import { ALL_BY_COLUMNS } from './column-filter.js';
import type { Filter } from './filter.js';

/** Accepts every event. */
export const ALL_EVENTS: Filter = {
  test: () => true,
  mask: new Uint8Array(EVENTS.length).fill(1),
  codes: new Uint8Array(SYSCALL_CODE_NAMES.length).fill(1),
  threadTest: null,
  isOfThreads: true,
  threadScope: SCOPE.OWN,
  fdTest: null,
  sought: null,
  cost: 0,
  columns: () => ALL_BY_COLUMNS,
  checked: null,
};
