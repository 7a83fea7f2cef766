import type { FieldContext } from '../../fields/field-context.js';
import type { Ast } from '../../filter/ast.js';
import { allOf } from '../../filter/compose.js';
import { compileFilter, type Filter } from '../../filter/filter.js';
import { withoutCommands } from '../../filter/without-commands.js';
import type * as Colors from '../../output/color.js';
import { compileDefault } from '../../output/default-line.js';
import { compileWriter, expandEscapes } from '../../output/format.js';
import { compileJsonWriter } from '../../output/json.js';
import type { Emit } from '../../output/line.js';
import { guardBeside } from '../../output/own-lines.js';
import type { BufferMode } from '../../render/options.js';
import { registryOf } from '../../run/source-fields.js';
import { defaultFormat, NAMED_FORMATS, PLAIN_FORMAT } from '../options/default-formats.js';
import type { MachineForm } from '../options/machine-form.js';
import type { Printing, RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';

type ContextOptions = Pick<RunOptions, 'render' | 'timeMode' | 'hasRawBytes' | 'sources'>;
type PrintOptions = Pick<RunOptions, 'printing' | 'machineForm' | 'format' | 'color'> & ContextOptions;
type FilterOptions = Pick<RunOptions, 'filter' | 'displayFilters' | 'suppressed'> & ContextOptions;

/** What determines whether colours are used. */
export type PrintIo = Pick<ProcessIo, 'isStdoutTerminal' | 'noColor' | 'forceColor'>;

export function contextOf({ render, timeMode, hasRawBytes, sources }: ContextOptions): FieldContext {
  return { registry: registryOf(sources), render, timeMode, isMasked: !hasRawBytes };
}

/** Buffer modes that print lines of data. */
const IN_LINES: ReadonlySet<BufferMode> = new Set(['eols', 'hex', 'hexascii']);

/** As contextOf, for a format: lines of data are printed so that they cannot look like its lines. Throws TextError('FORMAT'). */
function lineContextOf(format: string, options: ContextOptions): FieldContext {
  const context = contextOf(options);
  const { render, isMasked } = context;
  if (!isMasked || !IN_LINES.has(render.buffers)) return context;
  return { ...context, render: { ...render, guard: guardBeside(format, context.registry) } };
}

/** The filter of the command line; null for none. Throws TextError. */
export function filterOf({ filter, displayFilters }: Pick<FilterOptions, 'filter' | 'displayFilters'>): Ast | null {
  return allOf(filter, ...displayFilters);
}

/** A filter that also rejects suppressed commands. */
export function withoutSuppressed(filter: Ast | null, { suppressed }: Pick<FilterOptions, 'suppressed'>): Ast | null {
  return suppressed.length === 0 ? filter : allOf(filter, withoutCommands(suppressed));
}

/** Compiles a filter for a run; null for none. Throws TextError. */
export function compileFor(options: ContextOptions, filter: Ast | null): Filter | null {
  return filter === null ? null : compileFilter(filter, contextOf(options));
}

/** Runs whose output is not one of events. */
const PRINTS_NO_EVENTS: ReadonlySet<Printing> = new Set(['nothing', 'chisels', 'follow', 'requests', 'asked']);

/** Compiles the writer for the text of each event; null if none is printed. Throws TextError. */
export async function chooseEmit(options: PrintOptions, processIo: PrintIo): Promise<Emit | null> {
  const context = contextOf(options);
  const format = options.format === null ? null : (NAMED_FORMATS[options.format] ?? expandEscapes(options.format));
  if (PRINTS_NO_EVENTS.has(options.printing)) return null;
  if (options.machineForm !== null) return chooseMachineForm(options.machineForm, context);
  const { registry } = context;
  if (options.printing === 'json') {
    const compile = (json: string): Emit => compileJsonWriter(json, context);
    return format === null ? compileDefault(PLAIN_FORMAT, registry, compile) : compile(format);
  }
  if (format !== null) return compileWriter(format, lineContextOf(format, options));
  const compile = (await loadColors(options, processIo))?.compileColored ?? compileWriter;
  const usual = defaultFormat(processIo.isStdoutTerminal);
  return compileDefault(usual, registry, (line) => compile(line, lineContextOf(line, options)));
}

/** Lines before and after the events; null for none. */
export interface Frame {
  readonly heading: string | null;
  readonly ending: string | null;
}

const UNFRAMED: Frame = { heading: null, ending: null };

/** The lines around the events. */
export async function chooseFrame({ printing, machineForm }: PrintOptions): Promise<Frame> {
  if (printing !== 'machine') return UNFRAMED;
  if (machineForm?.kind === 'json') return { heading: '[', ending: ']' };
  if (machineForm?.kind !== 'fields' || !machineForm.hasHeading) return UNFRAMED;
  const { columnHeading } = await import('../../output/columns.js');
  return { ...UNFRAMED, heading: columnHeading(machineForm) };
}

/** Compiles the writer for -T; its module is loaded on demand. */
async function chooseMachineForm(form: MachineForm, context: FieldContext): Promise<Emit> {
  if (form.kind === 'fields') return (await import('../../output/columns.js')).compileColumns(form, context);
  if (form.kind === 'words') return (await import('../../output/words/words-form.js')).compileWords(context);
  return (await import('../../output/ndjson/forms.js')).JSON_FORMS[form.kind]();
}

/** The module that colours output, loaded only if colours are used; null if not. */
export async function loadColors(
  { color }: Pick<PrintOptions, 'color'>,
  { isStdoutTerminal, noColor, forceColor }: PrintIo,
): Promise<typeof Colors | null> {
  const canBe = isStdoutTerminal || forceColor !== undefined || color === 'always';
  if (!canBe || color === 'never') return null;
  const colors = await import('../../output/color.js');
  return colors.hasColor(color, noColor) ? colors : null;
}
