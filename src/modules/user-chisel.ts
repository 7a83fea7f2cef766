import type { Chisel, ChiselContext, ChiselRun } from '../analysis/chisel.js';
import type { ChiselColumns, ChiselWork } from '../api/chisel.js';
import { LIBRARY_CONTEXT } from '../api/library-context.js';
import { ViewedEvent } from '../api/viewed-event.js';
import { fromByteString, toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import { treeOf } from '../filter/compose.js';
import type { AddRow, Row } from '../output/rows/column.js';
import type { RowForm } from '../output/rows/form.js';
import type { Evt } from '../state/evt.js';
import { type AnyChisel, chiselOf, type DeclaredChisel, declare } from './declared-chisel.js';
import { importModule, moduleAt } from './import-module.js';
import { type ModuleFile, thrownIn } from './thrown.js';
import { rowOf } from './user-rows.js';

/** Layouts in which rows are printed one by one; others have only reports. */
const AS_THEY_COME: ReadonlySet<string> = new Set(['lines', 'columns']);

/** Imports the module of a chisel. Throws SyssharkError USAGE, which names the file and, if it can, the line. */
async function importChisel(path: string): Promise<AnyChisel> {
  return chiselOf(path, (await importModule(moduleAt(path)))['default']);
}

/** Imports the module of a chisel for what it says about the chisel. Throws SyssharkError USAGE. */
export async function declarationOf(path: string): Promise<DeclaredChisel> {
  return declare(path, await importChisel(path), LIBRARY_CONTEXT);
}

/** The chisel of a module, of which only the declaration is known; the module is imported when a run of it is prepared. */
export function userChisel(declared: DeclaredChisel): Chisel {
  const { path: name, summary, description, args, snaplen } = declared;
  return {
    name,
    category: 'Misc',
    summary,
    description,
    args,
    snaplen,
    usesAnyField: true,
    takesAnyEvent: true,
    start: (words, context) => startRun(declared, words, context),
  };
}

function startRun(declared: DeclaredChisel, words: readonly string[], { isLive }: ChiselContext): ChiselRun {
  const { filter, schedule } = declared;
  const work = new UserWork(declared);
  return {
    kind: 'rows',
    filter: treeOf(toByteString(filter)),
    form: formOf(declared),
    prepare: () => work.start(words.map(fromByteString), isLive),
    take: (evt, add) => work.take(evt, add),
    report: schedule === null ? null : { schedule, make: ({ elapsed }) => ({ rows: work.rows(), elapsed }) },
  };
}

/** The form of the rows, in byte strings. */
function formOf({ columns, layout }: DeclaredChisel): RowForm {
  return {
    columns: columns.map((column) => ({
      ...column,
      heading: column.heading === null ? null : toByteString(column.heading),
    })),
    layout: layout.kind === 'lines' ? { ...layout, line: toByteString(layout.line) } : layout,
  };
}

/** A run of a user's chisel. What its functions throw is reported with file and line; nothing is called after that. */
class UserWork {
  private readonly declared: DeclaredChisel;
  private readonly module: ModuleFile;
  private work: ChiselWork<ChiselColumns> | null = null;
  private view: { readonly evt: Evt; readonly event: ViewedEvent } | null = null;
  private error: SyssharkError | null = null;

  constructor(declared: DeclaredChisel) {
    this.declared = declared;
    this.module = moduleAt(declared.path);
  }

  /** Imports the module and begins. Throws SyssharkError USAGE. */
  async start(words: readonly string[], isLive: boolean): Promise<void> {
    const chisel = await importChisel(this.declared.path);
    this.work = this.call('start', () => checkedWork(chisel.start(words, { isLive }), this.declared));
  }

  /** Passes an event on, and adds the rows that are returned. Throws SyssharkError USAGE. */
  take(evt: Evt, add: AddRow): void {
    const { work, declared } = this;
    if (work === null) return;
    if (this.view?.evt !== evt) this.view = { evt, event: new ViewedEvent(evt, LIBRARY_CONTEXT) };
    const { event } = this.view;
    const rows = this.call('event', () => addedRows(work.event(event), declared));
    for (const row of rows) add(row);
  }

  /** The rows of a report. Throws SyssharkError USAGE. */
  rows(): readonly Row[] {
    const { work, declared } = this;
    if (work === null) return [];
    return this.call('report', () => Array.from(work.report?.() ?? [], (row) => rowOf(row, declared.columns)));
  }

  private call<Result>(name: string, run: () => Result): Result {
    if (this.error !== null) throw this.error;
    try {
      return run();
    } catch (error) {
      this.error = thrownIn(this.module, `${name}(): `, error);
      throw this.error;
    }
  }
}

/** What start() returned. Throws SyssharkError USAGE if it does not fit what was declared. */
function checkedWork(
  work: ChiselWork<ChiselColumns> | undefined | null,
  { layout, schedule }: DeclaredChisel,
): ChiselWork<ChiselColumns> {
  if (typeof work?.event !== 'function')
    throw new SyssharkError('USAGE', 'must return an object with a function "event"');
  const reports = work.report !== undefined;
  if (reports && typeof work.report !== 'function') throw new SyssharkError('USAGE', '"report" must be a function');
  if (schedule !== null && !reports)
    throw new SyssharkError('USAGE', `must also return a function "report", which gives the rows of a ${layout.kind}`);
  if (schedule === null && reports)
    throw new SyssharkError(
      'USAGE',
      `there is a "report", but rows in ${layout.kind} come from "event": give a schedule`,
    );
  return work;
}

/** The rows that event() returned. Throws SyssharkError USAGE. */
function addedRows(given: unknown, { columns, layout }: DeclaredChisel): readonly Row[] {
  if (given === undefined || given === null) return [];
  if (given instanceof Promise) {
    given.catch(() => undefined);
    throw new SyssharkError('USAGE', 'it returned a promise, but events are valid during the call only');
  }
  if (!AS_THEY_COME.has(layout.kind))
    throw new SyssharkError(
      'USAGE',
      `it returned rows, but a ${layout.kind} has those of report(): use the layout 'columns' or a line`,
    );
  return (Array.isArray(given) ? given : [given]).map((row) => rowOf(row, columns));
}
