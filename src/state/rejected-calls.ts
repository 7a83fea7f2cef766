import { CALL_BY_CODE } from '../schema/calls/calls.js';
import { callType, EVT } from '../schema/events.js';
import { REJECTED_CALLS } from '../schema/prefilter.js';
import type { FilterSummary } from './filter-verdicts.js';

/** Types of the views of events of a call that tell its arguments in an annex. */
function annexTypes(code: number): readonly number[] {
  const type = callType(code);
  return type === null ? [] : [type, type + 1];
}

/** REJECTED_CALLS by system call code, for what a filter accepts. Code 0 stands for several calls: nothing of it is rejected. */
export function rejectedCalls({ mask, codes }: Pick<FilterSummary, 'mask' | 'codes'>): Uint8Array {
  const isRejected = (type: number): boolean => mask[type] === 0;
  const rejectsGeneric = isRejected(EVT.GENERIC_E) && isRejected(EVT.GENERIC_X);
  return Uint8Array.from(CALL_BY_CODE, (_, code) => {
    if (code === 0 || (codes[code] === 1 && !rejectsGeneric)) return REJECTED_CALLS.NONE;
    return annexTypes(code).every(isRejected) ? REJECTED_CALLS.ALL : REJECTED_CALLS.WITHOUT_ANNEX;
  });
}
