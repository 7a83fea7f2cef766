import { SCOPE } from '../fields/field.js';
import { ALL_EVENTS } from '../filter/all-events.js';
import type { Filter } from '../filter/filter.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { EVENTS } from '../schema/events.js';
import type { ColumnTaker, EventColumns } from '../state/event-columns.js';
import { EventSkipper, type SkipContext } from '../state/event-skipper.js';
import type { StateUpdater } from '../state/state-updater.js';
import { READS_FD, READS_NOTHING, readsOfAll, type SubjectReads, THREADS_READ } from '../state/subject-reads.js';
import { REPORTS_MEMORY } from '../state/updates/table.js';
import { ColumnDelivery } from './column-delivery.js';
import type { PipelineParts } from './pipeline-parts.js';

/** What the parts of a filter that are judged by threads alone, or by threads and descriptors, read of threads. */
function threadsOf({ threadTest, threadScope, sought }: Filter): SubjectReads {
  const scopes = [...(threadTest === null ? [] : [threadScope]), ...(sought?.elsewhere ? [sought.threadScope] : [])];
  if (scopes.length === 0) return READS_NOTHING;
  return { threads: scopes.every((scope) => scope === SCOPE.OWN) ? THREADS_READ.OWN : THREADS_READ.ANY, fds: false };
}

/** What subjects of events depend on; if memory use is noted, also on whether their sockets are connected. */
function readsOf({ filter, needs }: PipelineParts, taker: ColumnTaker | null): SubjectReads {
  const rows = taker === null ? [] : [taker.reads, needs.notesUse ? READS_FD : READS_NOTHING];
  return readsOfAll([threadsOf(filter ?? ALL_EVENTS), ...rows]);
}

/** Whether events that pass are neither delivered nor counted: at most, they are written. */
export function areUnseen({ options, limits, consumers }: PipelineParts): boolean {
  return limits.areNone && !options.isVerbose && options.hasAccounts && consumers.length === 0;
}

/** Whether the probe takes the threads that the filter rejects. */
export function isJudged({ filter, skipContext }: PipelineParts): boolean {
  return filter !== null && (skipContext?.rejected ?? null) !== null;
}

/** Whether accepted events are written undecoded: only live captures write theirs unchanged. */
export function keepsAccepted(parts: PipelineParts): boolean {
  return areUnseen(parts) && parts.split === null && isJudged(parts) && parts.filter?.isOfThreads === true;
}

/** Whether events are needed by consumers alone. */
const areForConsumers = ({ writer, watch, limits }: PipelineParts): boolean =>
  writer === null && watch === null && limits.areNone;

/** What takes columns, if all that events are needed for can be answered by them. */
function columnConsumersOf({ consumers }: PipelineParts): readonly ColumnConsumer[] {
  const takers = consumers.flatMap(({ columns }) => columns ?? []);
  return takers.length === consumers.length ? takers : [];
}

function takerOf(parts: PipelineParts, shown: (columns: EventColumns) => void): ColumnTaker | null {
  if (!areForConsumers(parts)) return null;
  const [first, ...others] = parts.consumers;
  if (others.length === 0 && first?.taker) return first.taker;
  const consumers = columnConsumersOf(parts);
  if (consumers.length === 0) return null;
  return new ColumnDelivery((parts.filter ?? ALL_EVENTS).columns(), consumers, shown);
}

/** One byte by event type: 1 if events become rows. What they report of memory use is noted only of those that do not. */
function rowTypes(taker: ColumnTaker | null, { notesUse }: PipelineParts['needs']): Uint8Array {
  if (taker === null) return new Uint8Array(EVENTS.length);
  return taker.types.map((isRow, type) => (notesUse && REPORTS_MEMORY[type] === 1 ? 0 : isRow));
}

/**
 * Skips what the filter certainly rejects, and what columns are made of; null if every event is decoded. `shown` is called with
 * columns before the consumers take them.
 */
export function makeSkipper(
  parts: PipelineParts,
  updater: StateUpdater,
  shown: (columns: EventColumns) => void,
): EventSkipper | null {
  const { options, filter, writer, needs } = parts;
  const taker = takerOf(parts, shown);
  if (parts.skipContext === null || (filter === null && taker === null)) return null;
  const skipContext: SkipContext = { ...parts.skipContext, taker };
  const summary = {
    ...(filter ?? ALL_EVENTS),
    keepsStateEvents: options.keepsStateEvents && writer !== null,
    keepsAccepted: keepsAccepted(parts),
    reads: readsOf(parts, taker),
    columnTypes: rowTypes(taker, needs),
    ...needs,
  };
  return new EventSkipper(updater, summary, skipContext);
}
