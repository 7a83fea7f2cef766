import { MemoryBudget, STATE_BYTES } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import { checkRange } from './whole-number.js';

/** The budget that a program has asked for. Throws SyssharkError USAGE. */
export function budgetOf(bytes: number = STATE_BYTES.DEFAULT): MemoryBudget {
  return new MemoryBudget(checkRange(bytes, 'stateBytes', { min: STATE_BYTES.MIN, max: STATE_BYTES.MAX }));
}

/** What is thrown in the end where the budget was too small. */
export function exceeded(name: string, { limit }: MemoryBudget): SyssharkError {
  return new SyssharkError(
    'STATE_MEMORY',
    `${name}: what there is to know of processes and descriptors takes more than ${limit} bytes: some events lack names; give stateBytes more for all`,
  );
}
