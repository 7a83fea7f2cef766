// HOT: once per printed event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { maskWithinLines } from '../bytes/mask.js';
import { TextError } from '../errors.js';
import { type Extract, FieldArgError, type WriteField } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { FIELD_WRITERS } from '../fields/field-writers.js';
import { bindUse, type FieldUse, typeOfUse } from '../filter/operand.js';
import type { Evt } from '../state/evt.js';
import { type FormatPiece, parseFieldAlone, parseFormat } from './format-parse.js';
import { type ValueText, valueText } from './format-value.js';
import { compileLine, type Emit, type LinePart } from './line.js';
import { writeValue } from './value-writer.js';

/** A field of a format, ready to be read and written. */
export interface FormatField {
  /** The field as the format names it. */
  readonly name: string;
  readonly use: FieldUse;
  readonly extract: Extract;
  readonly text: ValueText;
  /** For fields that write their text themselves. */
  readonly write: WriteField | null;
}

const MISSING = '<NA>';
const SPACE = 32;
const MEANINGS: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '\x1b', '\\': '\\' };

/** Expands \n, \t, \e and \\ of a format given on the command line; other backslashes stay. */
export function expandEscapes(format: string): string {
  return format.replace(/\\([nte\\])/g, (_, letter: string) => MEANINGS[letter] as string);
}

/**
 * Compiles an output format such as `*%evt.num %proc.name`. An event that lacks a field is not printed, or has <NA> in its
 * place where the format begins with "*". Throws TextError('FORMAT').
 */
export function compileWriter(format: string, context: FieldContext): Emit {
  const { pieces, printsMissing } = parseFormat(format, context.registry);
  const missing = printsMissing ? MISSING : null;
  const parts = pieces.flatMap((piece) => bindPiece(piece, { format, context }, missing) ?? []);
  return compileLine(parts, pieces.at(-1)?.before ?? '');
}

function bindPiece(piece: FormatPiece, binding: Binding, missing: string | null): LinePart | null {
  const field = bindField(piece, binding);
  if (field === null) return null;
  const { before, width } = piece;
  const { use } = field;
  const { isMasked: isSafe } = binding.context;
  const isIndented = use.def.isIndented === true && use.transformers.length === 0;
  const write = isSafe && isIndented ? maskedWithinLines(writerOf(field)) : writerOf(field);
  const isMasked = isSafe && !isIndented && !isOurs(use) && !isGuarded(use, binding.context);
  return { before, use, write: width === 0 ? write : sized(write, width, missing), missing, isMasked };
}

const IS_INTEGER = /^u?int\d+$/;

/** Whether what a field says is made here, of a number: nothing in it is to be masked. */
function isOurs({ def, transformers }: FieldUse): boolean {
  return transformers.length === 0 && (IS_INTEGER.test(def.type) || def.isTimeText === true);
}

/** Whether a field has lines of data, in which its writer masks what is to be masked: the line ends stay. */
function isGuarded({ def, transformers }: FieldUse, { render }: FieldContext): boolean {
  return render.guard !== undefined && def.mayHoldLines === true && transformers.length === 0;
}

/** Masks what is written, but for line ends. */
function maskedWithinLines(write: WriteField): WriteField {
  return (evt, out) => {
    const start = out.length;
    if (!write(evt, out)) return false;
    maskWithinLines(out, start);
    return true;
  };
}

/** What writes the text of a field. */
export function writerOf({ write, extract, text }: FormatField): WriteField {
  return write ?? writeValue(extract, text);
}

/** Cuts or pads what is written, the text for a missing value included. */
function sized(write: WriteField, width: number, missing: string | null): WriteField {
  return (evt, out) => {
    const end = out.length + width;
    if (!write(evt, out)) {
      if (missing === null) return false;
      out.addText(missing);
    }
    while (out.length < end) out.addByte(SPACE);
    out.length = end;
    return true;
  };
}

/** The same as text: gives the line of an event, or null for one that is not printed. Throws TextError('FORMAT'). */
export function compileFormat(format: string, context: FieldContext): (evt: Evt) => string | null {
  return emittedText(compileWriter(format, context));
}

/** What an emitter adds, as text (byte string). */
export function emittedText(emit: Emit): (evt: Evt) => string | null {
  const out = new ByteText();
  return (evt) => {
    out.length = 0;
    return emit(evt, out) ? out.toText() : null;
  };
}

/** The fields of a format, in order. Throws TextError('FORMAT'). */
export function formatFields(format: string, context: FieldContext): FormatField[] {
  return parseFormat(format, context.registry).pieces.flatMap((piece) => bindField(piece, { format, context }) ?? []);
}

/** A field that stands alone, not in a format: its name as it is written. Throws TextError('FORMAT'). */
export function fieldAlone(text: string, context: FieldContext): FormatField {
  return bindField(parseFieldAlone(text, context.registry), { format: text, context }) as FormatField;
}

/** What the fields of a format are bound to. */
interface Binding {
  readonly format: string;
  readonly context: FieldContext;
}

/** The field of a piece; null at the end of the format. */
// COLD: once per field of a format
function bindField({ use, name }: FormatPiece, { format, context }: Binding): FormatField | null {
  if (use === null) return null;
  try {
    return fieldOf(name, use, context);
  } catch (cause) {
    if (!(cause instanceof FieldArgError)) throw cause;
    throw new TextError('FORMAT', cause.message, { text: format, pos: Math.max(0, format.indexOf(name)) });
  }
}

function fieldOf(name: string, use: FieldUse, context: FieldContext): FormatField {
  const { def, arg, transformers } = use;
  const { type, isList } = typeOfUse(use);
  return {
    name,
    use,
    extract: bindUse(use, context, 'text'),
    text: valueText(type, def.typeOf?.(arg).base ?? def.base, isList),
    write: transformers.length === 0 ? (FIELD_WRITERS[def.name]?.(context) ?? null) : null,
  };
}
