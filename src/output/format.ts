// HOT: once per printed event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { TextError } from '../errors.js';
import { type Extract, FieldArgError, type FieldContext, type WriteField } from '../fields/field.js';
import { FIELD_WRITERS } from '../fields/field-writers.js';
import { bindUse, type FieldUse, typeOfUse } from '../filter/operand.js';
import type { Evt } from '../state/evt.js';
import { type FormatPiece, parseFormat } from './format-parse.js';
import { type ValueText, valueText } from './format-value.js';
import { writeValue } from './value-writer.js';

/** Adds the text of an event, without a line end; false, and nothing added, for an event that is not printed. */
export type Emit = (evt: Evt, out: ByteText) => boolean;

/** A field of a format, ready to be asked for and written. */
export interface FormatField {
  /** The field as the format names it. */
  readonly name: string;
  readonly use: FieldUse;
  readonly extract: Extract;
  readonly text: ValueText;
  /** For fields that write their text themselves. */
  readonly write: WriteField | null;
}

/** Text that is copied, then a field in so many bytes (0: as many as it has); no field at the end of the format. */
interface BoundPiece {
  readonly before: Uint8Array;
  readonly field: FormatField | null;
  readonly write: WriteField;
  readonly width: number;
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
  const { pieces, printsMissing } = parseFormat(format);
  const bound = pieces.map((piece) => bindPiece(piece, format, context));
  return (evt, out) => {
    const start = out.length;
    for (let i = 0; i < bound.length; i++) {
      const { before, write, width } = bound[i] as BoundPiece;
      out.addBytes(before);
      const at = out.length;
      if (!write(evt, out)) {
        if (!printsMissing) {
          out.length = start;
          return false;
        }
        out.addText(MISSING);
      }
      if (width > 0) sizeTo(out, at + width);
    }
    return true;
  };
}

/** Cuts or pads the text to an end. */
function sizeTo(out: ByteText, end: number): void {
  while (out.length < end) out.addByte(SPACE);
  out.length = end;
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
  const { pieces } = parseFormat(format);
  return pieces.flatMap((piece) => bindPiece(piece, format, context).field ?? []);
}

const writeNothing: WriteField = () => true;

function bindPiece({ before, use, name, width }: FormatPiece, format: string, context: FieldContext): BoundPiece {
  const text = Buffer.from(before, 'latin1');
  if (use === null) return { before: text, field: null, write: writeNothing, width };
  try {
    const field = bindField(name, use, context);
    return { before: text, field, write: field.write ?? writeValue(field.extract, field.text), width };
  } catch (cause) {
    if (!(cause instanceof FieldArgError)) throw cause;
    throw new TextError('FORMAT', cause.message, { text: format, pos: Math.max(0, format.indexOf(name)) });
  }
}

function bindField(name: string, use: FieldUse, context: FieldContext): FormatField {
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
