import { MemoryBudget, STATE_BYTES } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import { checkRange } from './whole-number.js';

/** The budget for state, from the option stateBytes. Throws SyssharkError USAGE. */
export function budgetOf(bytes: number = STATE_BYTES.DEFAULT): MemoryBudget {
  return new MemoryBudget(checkRange(bytes, 'stateBytes', { min: STATE_BYTES.MIN, max: STATE_BYTES.MAX }));
}

/** The error that is thrown at the end if the budget was too small. */
export function exceeded(name: string, { limit }: MemoryBudget): SyssharkError {
  return new SyssharkError(
    'STATE_MEMORY',
    `${name}: processes and descriptors need more than ${limit} bytes: some events lack names; use a larger stateBytes`,
  );
}
