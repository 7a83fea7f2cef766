import type { Ast } from '../../filter/ast.js';
import { anyOf, condition } from '../../filter/compose.js';
import type { Filter } from '../../filter/filter.js';

/** What a selector need not accept: who has the CPUs, and where events were lost. */
const ALWAYS: Ast = condition('evt.type', 'in', ['switch', 'drop']);

/** The events that requests of selected servers are made of; null for all. */
export function requestEvents(asked: Ast | null, selector: Filter | null): Ast | null {
  return selector?.isOfThreads === true ? anyOf(asked, ALWAYS) : null;
}
