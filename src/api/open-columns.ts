import { SyssharkError } from '../errors.js';
import type { FieldDef } from '../fields/field.js';
import { asksUse } from '../filter/asks-use.js';
import type { FieldUse } from '../filter/operand.js';
import { makeSkipContext } from '../run/skip-context.js';
import { FILES } from '../run/sources.js';
import { ALL_NEEDS } from '../run/state-needs.js';
import { ColumnRun } from './column-run.js';
import { ColumnSubjects } from './column-subjects.js';
import type { ColumnCapture, ColumnOptions, LiveColumnCapture, StartColumnOptions } from './columns.js';
import type { FieldName } from './event.js';
import { chooseFilter } from './filter-of-text.js';
import { record } from './start-recording.js';
import { budgetOf } from './state-memory.js';
import { subjectFields } from './subject-views.js';

const defsOf = (uses: readonly FieldUse[]): readonly FieldDef[] => uses.map(({ def }) => def);

/** openColumns of index.ts; `maxSubjects`: how many are kept from one batch to the next. */
export async function openColumnFiles<Field extends FieldName>(
  options: ColumnOptions<Field>,
  maxSubjects = Number.POSITIVE_INFINITY,
): Promise<ColumnCapture<Field>> {
  const { path, filter: given, fields: names = [], stateBytes, signal = null } = options;
  signal?.throwIfAborted();
  const uses = subjectFields(names);
  const inputs = typeof path === 'string' ? [path] : path;
  if (inputs.length === 0) throw new SyssharkError('USAGE', 'path is empty: give one or more captures');
  const filter = chooseFilter(given);
  const skipContext = makeSkipContext(filter, FILES.usesProbe);
  const memory = budgetOf(stateBytes);
  const opened = await FILES.open({ inputs }, { skipContext, memory, ended: null });
  const needs = { notesUse: asksUse(filter, defsOf(uses)) };
  const parts = { opened, filter, skipContext, memory, needs, command: null, signal };
  return ColumnRun.begin(parts, { names, uses, maxSubjects });
}

/** startColumns of index.ts. */
export async function startColumnRecording<Field extends FieldName>(
  options: StartColumnOptions<Field>,
): Promise<LiveColumnCapture<Field>> {
  const { fields: names = [] } = options;
  const uses = subjectFields(names);
  const demand = { names, uses, maxSubjects: ColumnSubjects.LIVE_MAX };
  return record(
    options,
    {
      needsOf: (filter) => ({ ...ALL_NEEDS, listsDescriptors: false, notesUse: asksUse(filter, defsOf(uses)) }),
      alwaysSkips: true,
    },
    (parts) => ColumnRun.begin(parts, demand),
  );
}
