import type { Chisel, RowRun } from '../analysis/chisel.js';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Ast } from '../filter/ast.js';
import { allOf } from '../filter/compose.js';
import { compileFilter } from '../filter/filter.js';
import { observing } from '../filter/observing.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { AddRow, Column, Report, Row } from '../output/rows/column.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { Inspection } from './inspection.js';
import { readAgain } from './read-again.js';
import { unlessDropped } from './unless-dropped.js';

/** What a chisel has found. */
export interface ChiselRows {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What is left of a table with more rows than a chisel tells apart; null for nothing. */
  readonly others: Row | null;
  /** Whether there was more, of which nothing else is known. */
  readonly isFull: boolean;
  /** What is missing in the rows, or could not be told; empty for nothing. */
  readonly notes: readonly string[];
}

/** What a chisel is run on. */
export interface ChiselInput {
  readonly inspection: Inspection;
  /** Its events; null for all. */
  readonly filter: Ast | null;
  readonly context: FieldContext;
  /** Aborted when nobody waits for the rows any more: what is found is then not all. */
  readonly signal: AbortSignal | null;
}

/** Takes the events of a run by columns if the chisel can. */
function consumerOf({ take, columns = null }: RowRun, add: AddRow): EventConsumer {
  return {
    event: (evt) => {
      take?.(evt, add);
      return true;
    },
    columns:
      columns === null
        ? null
        : {
            types: columns.types,
            reads: columns.reads,
            assign: (subject, evt) => columns.assign(subject, evt),
            take: (taken) => columns.take(taken, add),
          },
  };
}

/** What a report says besides its rows, and what is missing in it. */
function besideRows(report: Report | null, lack: string | null): Pick<ChiselRows, 'others' | 'isFull' | 'notes'> {
  const { others = null, isFull = false, note = null } = report ?? {};
  return { others, isFull, notes: [note, lack].filter((one) => one !== null) };
}

/** Runs a chisel on a capture. Throws SyssharkError, TextError; damage was reported when the capture was read first. */
export function chiselRows(chisel: Chisel, args: readonly string[], input: ChiselInput): Promise<ChiselRows> {
  return unlessDropped(() => runOnce(chisel, args, input));
}

async function runOnce(chisel: Chisel, args: readonly string[], input: ChiselInput): Promise<ChiselRows> {
  const { inspection, filter, context, signal } = input;
  const run = chisel.start(args, { fields: context, isLive: false, filter, showsContainers: false });
  if (run.kind === 'events') throw new SyssharkError('USAGE', `the rows of ${chisel.name} are events`);
  const all = allOf(filter, run.filter);
  const judged = all === null ? null : compileFilter(all, context);
  const test = run.observer ? observing(judged, run.observer) : judged;
  const rows: Row[] = [];
  const add: AddRow = (row) => {
    rows.push(row);
  };
  const skipContext = makeSkipContext(test, false);
  const source = inspection.open(skipContext.prefilter);
  const session = new Session(
    sessionParts({ source, end: new End(0), filter: test, skipContext, consumers: [consumerOf(run, add)] }),
  );
  await readAgain(session, signal);
  const { state } = session.pipeline;
  const report = run.report?.make({ state, elapsed: 0 }) ?? null;
  report?.rows.forEach(add);
  return { columns: run.form.columns, rows, ...besideRows(report, run.lack?.() ?? null) };
}
