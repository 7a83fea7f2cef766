// HOT: once per printed event. No bigint, try, spread or iterator here.
import { TextError } from '../errors.js';
import { type Extract, FieldArgError, type FieldContext, type FieldValue } from '../fields/field.js';
import { bindUse, type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import type { Evt } from '../state/evt.js';
import { type FormatPiece, parseFormat } from './format-parse.js';
import { type ValueText, valueText } from './format-value.js';

/** Text of an event (byte string, without a line end), or null for an event that is not printed. */
export type Emit = (evt: Evt) => string | null;

/** A field of a format, ready to be asked for and written. */
export interface FormatField {
  /** The field as the format names it. */
  readonly name: string;
  readonly use: FieldUse;
  readonly extract: Extract;
  readonly text: ValueText;
}

interface BoundPiece {
  readonly before: string;
  readonly field: FormatField | null;
  readonly width: number;
}

const MISSING = '<NA>';
const MEANINGS: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '\x1b', '\\': '\\' };

/** Expands \n, \t, \e and \\ of a format given on the command line; other backslashes stay. */
export function expandEscapes(format: string): string {
  return format.replace(/\\([nte\\])/g, (_, letter: string) => MEANINGS[letter] as string);
}

/**
 * Compiles an output format such as `*%evt.num %proc.name`. An event that lacks a field is not printed (null), or has <NA>
 * in its place where the format begins with "*". Throws TextError('FORMAT').
 */
export function compileFormat(format: string, context: FieldContext): Emit {
  const { pieces, printsMissing } = parseFormat(format);
  const bound = pieces.map((piece) => bindPiece(piece, format, context));
  return (evt) => {
    let line = '';
    for (let i = 0; i < bound.length; i++) {
      const piece = bound[i] as BoundPiece;
      line += piece.before;
      if (piece.field === null) continue;
      const value = piece.field.extract(evt);
      if (isMissing(value) && !printsMissing) return null;
      line += sized(textOf(piece.field, value), piece.width);
    }
    return line;
  };
}

function textOf(field: FormatField, value: FieldValue): string {
  return isMissing(value) ? MISSING : field.text(value as NonNullable<FieldValue>);
}

function sized(text: string, width: number): string {
  if (width === 0) return text;
  return text.length > width ? text.slice(0, width) : text.padEnd(width);
}

/** The fields of a format, in order. Throws TextError('FORMAT'). */
export function formatFields(format: string, context: FieldContext): FormatField[] {
  const { pieces } = parseFormat(format);
  return pieces.flatMap((piece) => bindPiece(piece, format, context).field ?? []);
}

function bindPiece({ before, use, name, width }: FormatPiece, format: string, context: FieldContext): BoundPiece {
  if (use === null) return { before, field: null, width };
  const { type, isList } = typeOfUse(use);
  const base = use.def.typeOf?.(use.arg).base ?? use.def.base;
  try {
    const extract = bindUse(use, context, 'text');
    return { before, field: { name, use, extract, text: valueText(type, base, isList) }, width };
  } catch (cause) {
    if (!(cause instanceof FieldArgError)) throw cause;
    throw new TextError('FORMAT', cause.message, { text: format, pos: Math.max(0, format.indexOf(name)) });
  }
}
