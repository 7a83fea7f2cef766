import { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SubjectTable } from '../analysis/kept/subject-table.js';
import type { FieldContext } from '../fields/field-context.js';
import type { FieldUse } from '../filter/operand.js';
import { fieldAlone } from '../output/format.js';
import { openCaptureFile } from '../source/capture-file.js';
import { End } from './end.js';
import { Session, sessionParts } from './session.js';
import { makeSkipContext } from './skip-context.js';

/** Names of the fields that are kept of each subject, and of those that follow from result and latency (KeptColumns). */
export interface KeptNames {
  readonly fields: readonly string[];
  readonly columnFields: readonly string[];
}

/**
 * Keeps columns of all events of a capture file. Throws TextError FORMAT for a field that does not exist, SyssharkError IO; ScapError for
 * damage, after everything that could be read.
 */
export async function keepColumns(path: string, names: KeptNames, context: FieldContext): Promise<KeptColumns> {
  const usesOf = (all: readonly string[]): FieldUse[] => all.map((name) => fieldAlone(name, context).use);
  const fields = usesOf(names.fields);
  const skipContext = makeSkipContext(null, false);
  const dictionary = new SubjectTable(fields, usesOf(names.columnFields), context);
  const kept = new KeptColumns(dictionary, skipContext.prefilter.packer);
  const source = openCaptureFile(path, { memory: skipContext.prefilter });
  const needs = { notesUse: fields.some(({ def }) => !def.asksNoUse) };
  const session = new Session(sessionParts({ source, end: new End(0), skipContext, consumers: [kept], needs }));
  for await (const _ of session.steps());
  return kept;
}
