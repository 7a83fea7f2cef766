import { SubjectTable } from '../analysis/kept/subject-table.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import type { FieldUse } from '../filter/operand.js';
import { fieldsOf } from '../filter/part-of.js';
import { End } from '../run/end.js';
import type { Pipeline } from '../run/pipeline.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import { FILES } from '../run/sources.js';
import { ColumnBatches } from './column-batches.js';
import type { ColumnBatch, ColumnCapture, ColumnOptions } from './columns.js';
import type { FieldName } from './event.js';
import { chooseFilter } from './filter-of-text.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { budgetOf, exceeded } from './state-memory.js';
import { SubjectViews, subjectFields } from './subject-views.js';

/** Whether anything may use what events report about memory. */
function asksUse(uses: readonly FieldUse[], filter: Filter | null): boolean {
  if (filter !== null && filter.checked === null) return true;
  const ofFilter = filter?.checked ? fieldsOf(filter.checked) : [];
  return [...uses.map(({ def }) => def), ...ofFilter].some(({ asksNoUse }) => !asksNoUse);
}

/** A session that passes events to `batches`, and what its iteration ends with. */
interface Run {
  readonly steps: AsyncGenerator<Pipeline, void, void>;
  readonly end: End;
  /** Throws if the memory for state was too small. */
  readonly check: () => void;
}

async function start(
  options: Omit<ColumnOptions, 'fields'>,
  uses: readonly FieldUse[],
  batches: ColumnBatches,
): Promise<Run> {
  const { path, filter: given, stateBytes } = options;
  const inputs = typeof path === 'string' ? [path] : path;
  if (inputs.length === 0) throw new SyssharkError('USAGE', 'path is empty: give one or more captures');
  const filter = chooseFilter(given);
  const skipContext = makeSkipContext(filter, FILES.usesProbe);
  const memory = budgetOf(stateBytes);
  const opened = await FILES.open({ inputs }, { skipContext, memory, ended: null });
  const end = new End(0);
  const shared = { filter, skipContext, memory, needs: { notesUse: asksUse(uses, filter) }, consumers: [batches] };
  const steps = new Session(sessionParts({ ...opened, ...shared, end })).steps();
  // the first item is the header
  await steps.next();
  const check = (): void => {
    if (memory.isExceeded) throw exceeded(opened.source.name, memory);
  };
  return { steps, end, check };
}

async function* columnsOf({ steps, end, check }: Run, batches: ColumnBatches, signal: AbortSignal | undefined) {
  const stop = (): void => end.request();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const _ of steps) {
      const columns = batches.take();
      if (columns !== null) yield columns;
    }
    check();
  } finally {
    signal?.removeEventListener('abort', stop);
    await steps.return();
  }
}

/** openColumns of index.ts. */
export async function openColumnFiles<Field extends FieldName>(
  options: ColumnOptions<Field>,
): Promise<ColumnCapture<Field>> {
  const { fields: names = [], signal } = options;
  signal?.throwIfAborted();
  const uses = subjectFields(names);
  const table = new SubjectTable(uses, [], LIBRARY_CONTEXT);
  const batches = new ColumnBatches(table);
  const views = new SubjectViews(table, names, uses);
  const run = await start(options, uses, batches);
  async function* withSubjects(): AsyncGenerator<ColumnBatch<Field>, void, void> {
    const subject = (number: number) => views.at(number);
    for await (const columns of columnsOf(run, batches, signal)) yield { ...columns, subject };
  }
  const iteration = withSubjects();
  return { [Symbol.asyncIterator]: () => iteration };
}
