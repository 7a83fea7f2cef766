import { requestEvents } from '../analysis/requests/request-events.js';
import { SlowestRows } from '../analysis/requests/slowest-rows.js';
import { RequestTracer } from '../analysis/requests/tracer.js';
import type { FieldContext } from '../fields/field-context.js';
import { treeOf } from '../filter/compose.js';
import { compileFilter } from '../filter/filter.js';
import type { RequestRow } from '../output/requests/request.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { Evt } from '../state/evt.js';
import type { Inspection } from './inspection.js';
import { readAgain } from './read-again.js';
import { unlessDropped } from './unless-dropped.js';

/** What is read for requests. */
interface RequestsInput {
  readonly inspection: Pick<Inspection, 'open'>;
  /** The filter that selects connections by one of their events (byte string); empty for all. */
  readonly text: string;
  readonly context: FieldContext;
  /** Most requests that are found. */
  readonly most: number;
  /** Aborted when nobody waits for them any more: what is found is then not all. */
  readonly signal: AbortSignal | null;
}

/** The requests that took longest, as `sysshark requests` finds them. Throws SyssharkError, TextError. */
export function slowestRequests(input: RequestsInput): Promise<readonly RequestRow[]> {
  return unlessDropped(() => findOnce(input));
}

async function findOnce({ inspection, text, context, most, signal }: RequestsInput): Promise<readonly RequestRow[]> {
  const selector = text === '' ? null : compileFilter(text, context);
  const found = new SlowestRows(most);
  const tracer = new RequestTracer({ hasSteps: false, selects: selector?.test ?? (() => true) }, (row) =>
    found.add(row),
  );
  const events = requestEvents(treeOf(text), selector);
  const filter = events === null ? null : compileFilter(events, context);
  const skipContext = makeSkipContext(filter, false);
  const consumer = {
    event: (evt: Evt): boolean => {
      tracer.take(evt);
      return true;
    },
    lost: () => tracer.lose(),
  };
  const source = inspection.open(skipContext.prefilter);
  const parts = { source, end: new End(0), filter, skipContext, consumers: [consumer] };
  await readAgain(new Session(sessionParts(parts)), signal);
  tracer.close();
  return found.rows;
}
