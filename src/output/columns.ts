// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import type { WriteField } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { fieldAlone, writerOf } from './format.js';
import { compileLine, type Emit } from './line.js';

/** How a table of fields is laid out, as tshark has it. */
export interface ColumnStyle {
  /** The fields, as they are written in formats but for the "%". */
  readonly fields: readonly string[];
  /** One character (a byte string) between columns. */
  readonly separator: string;
  /** Around values that are there; '' for nothing. */
  readonly quote: '' | '"' | "'";
}

/** Characters that would end a line or look like an escape, and what stands for them. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
};

/** What stands for each byte of a value that cannot stand for itself; a quote within quotes is doubled. */
// COLD: once per format
function escapesOf({ quote }: ColumnStyle): readonly (string | undefined)[] {
  const escapes = new Array<string | undefined>(256).fill(undefined);
  for (const [char, escaped] of Object.entries(ESCAPES)) escapes[char.charCodeAt(0)] = escaped;
  if (quote !== '') escapes[quote.charCodeAt(0)] = quote + quote;
  return escapes;
}

type Escapes = ReturnType<typeof escapesOf>;

function needsEscapes(out: ByteText, start: number, escapes: Escapes): boolean {
  for (let i = start; i < out.length; i++) if (escapes[out.bytes[i] as number] !== undefined) return true;
  return false;
}

function escapeFrom(out: ByteText, start: number, escapes: Escapes): void {
  if (!needsEscapes(out, start, escapes)) return;
  const text = out.toText(start);
  out.length = start;
  for (let i = 0; i < text.length; i++) out.addText(escapes[text.charCodeAt(i)] ?? (text[i] as string));
}

function columnWriter(write: WriteField, style: ColumnStyle): WriteField {
  const { quote } = style;
  const escapes = escapesOf(style);
  return (evt, out) => {
    const start = out.length;
    out.addText(quote);
    if (!write(evt, out)) {
      out.length = start;
      return false;
    }
    escapeFrom(out, start + quote.length, escapes);
    out.addText(quote);
    return true;
  };
}

/** Compiles -T fields: the values of fields, nothing in the place of one that an event lacks. Throws TextError('FORMAT'). */
export function compileColumns(style: ColumnStyle, context: FieldContext): Emit {
  const parts = style.fields.map((name, i) => {
    const field = fieldAlone(name, context);
    const before = i === 0 ? '' : style.separator;
    return {
      before,
      use: field.use,
      write: columnWriter(writerOf(field), style),
      missing: '',
      isMasked: context.isMasked,
    };
  });
  return compileLine(parts, '');
}

/** The names of the columns as a line, as tshark writes it: without quotes. */
export function columnHeading({ fields, separator }: ColumnStyle): string {
  return fields.join(separator);
}
