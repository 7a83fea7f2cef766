import { Chalk, supportsColor } from 'chalk';
import type { FieldContext } from '../fields/field.js';
import { compileWriter } from './format.js';
import type { Emit } from './line.js';

/** When lines are coloured: on terminals that can, always, never. */
export type ColorMode = 'auto' | 'always' | 'never';

const paint = new Chalk({ level: 1 });

/** Colours of the fields of a line, as sysdig has them. */
const COLORS: readonly (readonly [field: string, color: (text: string) => string])[] = [
  ['%proc.name', paint.green.bold],
  ['%container.name', paint.yellow],
  ['%proc.pid', paint.cyan.bold],
  ['%evt.type', paint.blue.bold],
];

/**
 * Whether standard output gets colours. `noColor` is the variable NO_COLOR, which any value but '' sets (no-color.org);
 * FORCE_COLOR and what the terminal can are chalk's to judge.
 */
export function hasColor(mode: ColorMode, noColor: string | undefined): boolean {
  if (mode !== 'auto') return mode === 'always';
  return (noColor ?? '') === '' && supportsColor !== false;
}

/** Compiles a format whose lines carry the colours of its fields. Throws TextError('FORMAT'). */
export function compileColored(format: string, context: FieldContext): Emit {
  const colored = COLORS.reduce((text, [field, color]) => text.replace(field, color(field)), format);
  return compileWriter(colored, context);
}
