import { type Comparison, compare } from '../../analysis/diff/comparison.js';
import { Profile } from '../../analysis/diff/profile.js';
import { type Section, sectionsOf } from '../../analysis/diff/sections.js';
import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { Column, Row } from '../../output/rows/column.js';
import type { RowContext } from '../../output/rows/form.js';
import { TOP } from '../../output/rows/table-rows.js';
import { rowWriter } from '../../output/rows/write-rows.js';
import { EXIT } from '../exit-codes.js';
import type { DiffRequest } from '../options/diff-options.js';
import type { RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';

/** What was read of a capture. */
interface Reading {
  readonly name: string;
  readonly profile: Profile;
  readonly status: number;
  /** The damage at which reading did not end; null for none. */
  readonly damage: SyssharkError | null;
}

async function read(options: RunOptions, processIo: ProcessIo): Promise<Reading> {
  const profile = new Profile(contextOf(options));
  const name = options.inputs.join(' ');
  const end = { status: EXIT.DONE as number, damage: null as SyssharkError | null };
  try {
    end.status = await runCapture({ ...options, consumers: [profile] }, processIo);
  } catch (error) {
    if (!(error instanceof SyssharkError) || error.code !== 'DAMAGED') throw error;
    end.damage = error;
  }
  if (profile.count === 0)
    throw end.damage ?? new SyssharkError('USAGE', `there is nothing to compare: no call of ${name} passes the filter`);
  return { name, profile, ...end };
}

const CAPTURE_COLUMNS: readonly Column[] = [
  { name: 'kind', heading: null, type: 'text' },
  { name: 'change', heading: '', type: 'text' },
  { name: 'calls', heading: 'Calls', type: 'count' },
  { name: 'elapsed', heading: 'Time', type: 'duration' },
  { name: 'what', heading: 'Capture', type: 'text' },
];

function captureSection(readings: readonly Reading[]): Section {
  const rows = readings.map(({ name, profile }, i): Row => {
    return ['capture', 'AB'.charAt(i), profile.count, profile.elapsed, toByteString(name)];
  });
  return { heading: 'Captures', columns: CAPTURE_COLUMNS, rows };
}

/** What reading lacked, so that changes may be wrong, in one line each. */
function lacksOf({ name, profile }: Reading): string[] {
  return [
    ...(profile.isLossy
      ? [`${name}: events were lost while it was recorded, so something may seem to be missing`]
      : []),
    ...(profile.isFull ? [`${name}: it has more names than are kept apart; some changes are not shown`] : []),
  ];
}

const times = (factor: number): string => `${factor.toPrecision(3)} times`;

/** What calls were compared by, if that is not as they are. */
function remarks({ latencyScale, countScale }: Comparison): string[] {
  const far = (factor: number): boolean => Math.abs(Math.log(factor)) > 0.05;
  return [
    ...(far(countScale.factor) ? [`Calls are expected ${times(countScale.factor)} as often in B.`] : []),
    ...(far(latencyScale.factor)
      ? [`Most calls took ${times(latencyScale.factor)} as long in B: that is left out.`]
      : []),
  ];
}

/** Writes sections as tables or JSON. */
function writeSections(sections: readonly Section[], context: RowContext, output: TextOutput): void {
  sections.forEach(({ heading, columns, rows }, i) => {
    const writer = rowWriter({ columns, layout: { kind: 'table' } }, context);
    const hidden = context.isVerbose ? 0 : rows.length - TOP;
    if (!context.isJson) {
      if (i > 0) output.line('');
      output.line(`${heading}:`);
    }
    writer.report(output.text, { rows, note: hidden > 0 ? `(${hidden} more: -v shows all)` : null });
  });
}

/** Compares two captures; resolves to the exit status. Throws SyssharkError. */
export async function runDiff({ runs, scale }: DiffRequest, processIo: ProcessIo): Promise<number> {
  const [options] = runs;
  const a = await read(runs[0], processIo);
  const b = await read(runs[1], processIo);
  const comparison = compare(a.profile, b.profile, scale);
  const sections = sectionsOf(comparison);
  const { isJson, isVerbose, hasRawBytes } = options;
  const context = { fields: contextOf(options), isJson, isVerbose, isAlone: true, paint: null };
  const output = new TextOutput(processIo.stdout, processIo.isStdoutTerminal && !hasRawBytes);
  writeSections([captureSection([a, b]), ...sections], context, output);
  if (!isJson) {
    output.line('');
    for (const line of remarks(comparison)) output.line(line);
    if (sections.length === 0) output.line('No difference found.');
  }
  await output.flush();
  const lacks = [a, b].flatMap(lacksOf);
  for (const lack of lacks) processIo.warn(`sysshark: ${lack}`);
  const damage = a.damage ?? b.damage;
  if (damage !== null) throw damage;
  return lacks.length > 0 ? EXIT.INCOMPLETE : Math.max(a.status, b.status);
}
