import type { FieldContext } from '../fields/field.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { compileWriter, expandEscapes } from '../output/format.js';
import { compileJsonWriter } from '../output/json.js';
import type { Emit } from '../output/line.js';
import { NAMED_FORMATS, PLAIN_FORMAT, TERMINAL_FORMAT } from './default-formats.js';
import type { MachineForm } from './machine-form.js';
import type { RunOptions } from './options.js';
import type { Surroundings } from './surroundings.js';

type PrintOptions = Pick<
  RunOptions,
  'printing' | 'machineForm' | 'format' | 'render' | 'timeMode' | 'color' | 'filter'
>;

/** What decides about colours. */
export type PrintSurroundings = Pick<Surroundings, 'isStdoutTerminal' | 'noColor' | 'forceColor'>;

export function contextOf(options: PrintOptions): FieldContext {
  return { render: options.render, timeMode: options.timeMode };
}

/** The filter of a run, or null for none. Throws TextError. */
export function chooseFilter(options: PrintOptions): Filter | null {
  return options.filter.trim() === '' ? null : compileFilter(options.filter, contextOf(options));
}

/** What makes the text of each event, or null where none is printed. Throws TextError. */
export async function chooseEmit(options: PrintOptions, surroundings: PrintSurroundings): Promise<Emit | null> {
  const context = contextOf(options);
  const format = options.format === null ? null : (NAMED_FORMATS[options.format] ?? expandEscapes(options.format));
  if (options.printing === 'nothing') return null;
  if (options.machineForm !== null) return chooseMachineForm(options.machineForm, context);
  if (options.printing === 'json') return compileJsonWriter(format ?? PLAIN_FORMAT, context);
  if (format !== null) return compileWriter(format, context);
  const line = surroundings.isStdoutTerminal ? TERMINAL_FORMAT : PLAIN_FORMAT;
  const compile = (await findColored(options, surroundings)) ?? compileWriter;
  return compile(line, context);
}

/** The line before all events, or null for none. */
export async function chooseHeading({ printing, machineForm }: PrintOptions): Promise<string | null> {
  if (printing !== 'machine' || machineForm?.kind !== 'fields' || !machineForm.hasHeading) return null;
  return (await import('../output/columns.js')).columnHeading(machineForm);
}

/** What makes the text of -T, loaded only where it is asked for. */
async function chooseMachineForm(form: MachineForm, context: FieldContext): Promise<Emit> {
  if (form.kind === 'ndjson') return (await import('../output/ndjson/event.js')).compileNdjson();
  return (await import('../output/columns.js')).compileColumns(form, context);
}

/** What compiles coloured lines, where there are to be any: only then is it loaded. */
async function findColored(
  options: PrintOptions,
  surroundings: PrintSurroundings,
): Promise<typeof compileWriter | null> {
  const { isStdoutTerminal, noColor, forceColor } = surroundings;
  const canBe = isStdoutTerminal || forceColor !== undefined || options.color === 'always';
  if (!canBe || options.color === 'never') return null;
  const { compileColored, hasColor } = await import('../output/color.js');
  return hasColor(options.color, noColor) ? compileColored : null;
}
