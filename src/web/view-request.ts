import { SyssharkError } from '../errors.js';
import { SORTABLE } from '../inspect/sort-keys.js';
import type { ViewOrder } from '../inspect/sorted-view.js';
import type { ViewRequest } from './protocol.js';
import { jsonIn, RequestError } from './route.js';
import type { AskedFilter } from './view-filter.js';

const MAX_FILTER = 16 << 10;
const MAX_LEFT_OUT = 1000;

/** The request to open a view that a body has. Throws RequestError 400, SyssharkError USAGE. */
export function viewRequest(body: string): AskedFilter & { readonly order: ViewOrder | null } {
  const { filter, within = '', without = [], sort } = jsonIn<ViewRequest>(body);
  return { filter: textIn(filter), within: textIn(within), without: numbersIn(without), order: orderIn(sort) };
}

function numbersIn(nums: unknown): readonly number[] {
  if (!Array.isArray(nums) || nums.length > MAX_LEFT_OUT || !nums.every((num) => Number.isSafeInteger(num)))
    throw new RequestError(400, `at most ${MAX_LEFT_OUT} numbers of events can be left out`);
  return nums as readonly number[];
}

function textIn(filter: unknown): string {
  if (typeof filter !== 'string') throw new RequestError(400, 'the body has no filter');
  if (filter.length > MAX_FILTER) throw new SyssharkError('USAGE', `a filter may have ${MAX_FILTER} characters`);
  return filter.trim();
}

function orderIn(sort: unknown): ViewOrder | null {
  if (sort === undefined || sort === null) return null;
  const { field, isDown } = sort as Partial<ViewOrder>;
  if (field === undefined || !SORTABLE.includes(field))
    throw new RequestError(400, `events can be sorted by ${SORTABLE.join(', ')}`);
  return { field, isDown: isDown === true };
}
