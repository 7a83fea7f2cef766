import { Chalk, supportsColor } from 'chalk';
import type { FieldContext } from '../fields/field-context.js';
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
  ['%evt.pluginname', paint.green.bold],
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

/** What coloured text is about. */
export type Tone = 'read' | 'write' | 'error' | 'warning';

/** Colours text that is no line of an event. */
export interface Paint {
  /** Text in the colour of what it is about. */
  tone(tone: Tone, text: string): string;
  /** Blanks on a background that tells how warm they are: from 1 to 9, 0 for none. */
  heat(heat: number, count: number): string;
}

const TONES: Readonly<Record<Tone, (text: string) => string>> = {
  read: paint.blue,
  write: paint.red,
  error: paint.red,
  warning: paint.yellow,
};

const manyColors = new Chalk({ level: 2 });
/** Backgrounds from cold to hot, of the 256 colours of a terminal. */
const HEATS = [22, 28, 34, 40, 154, 226, 214, 202, 196];

/** What colours the output of chisels. */
export const PAINT: Paint = {
  tone: (tone, text) => TONES[tone](text),
  heat: (heat, count) => {
    const color = HEATS[heat - 1];
    const blanks = ' '.repeat(count);
    return color === undefined ? blanks : manyColors.bgAnsi256(color)(blanks);
  },
};
