/**
 * format = [ "*" ] { text | "%" [ width ] token }
 * token  = field | transformer "(" token ")"
 *
 * A field is the longest known name at that place, then its .argument or [argument]; other text is copied.
 */
import { TextError } from '../errors.js';
import { FieldArgError } from '../fields/field.js';
import { type FieldReference, readFieldReference } from '../fields/field-reference.js';
import { didYouMean } from '../fields/nearest-names.js';
import type { FieldRegistry } from '../fields/registry.js';
import type { FieldUse } from '../filter/operand.js';
import { typeOfUse } from '../filter/operand.js';
import { canTransform, isTransformerName } from '../filter/transformers.js';

/** Text that is copied, then a field; null at the end of the format. */
export interface FormatPiece {
  readonly before: string;
  readonly use: FieldUse | null;
  /** Field as it is written in the format, without transformers: its key in JSON. */
  readonly name: string;
  /** Bytes to cut and pad the field to; 0 for as it is. */
  readonly width: number;
}

export interface ParsedFormat {
  /** Whether missing fields are printed as <NA> (a leading "*") instead of hiding the line. */
  readonly printsMissing: boolean;
  readonly pieces: readonly FormatPiece[];
}

/** Characters that a field may be widened to. */
const MAX_WIDTH = 65535;
const WIDTH = /\d*/y;
const WORD = /[a-z0-9]+\(/y;
const NAME = /[\w.]+/y;

/** Parses an output format. Throws TextError('FORMAT') at the character that is wrong. */
export function parseFormat(format: string, registry: FieldRegistry): ParsedFormat {
  const printsMissing = format.startsWith('*');
  return { printsMissing, pieces: new FormatParser(format, registry).parse(printsMissing ? 1 : 0) };
}

/** Parses a field alone, as `proc.name`, `evt.arg.res` or `toupper(proc.name)`. Throws TextError('FORMAT'). */
export function parseFieldAlone(text: string, registry: FieldRegistry): FormatPiece {
  return new FormatParser(text, registry).parseAlone();
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

class FormatParser {
  private readonly format: string;
  private readonly registry: FieldRegistry;

  constructor(format: string, registry: FieldRegistry) {
    this.format = format;
    this.registry = registry;
  }

  parse(start: number): FormatPiece[] {
    const { format } = this;
    const pieces: FormatPiece[] = [];
    let from = start;
    for (let at = format.indexOf('%', from); at >= 0; at = format.indexOf('%', from)) {
      const width = matchAt(WIDTH, format, at + 1);
      if (Number(width) > MAX_WIDTH) throw this.error(`a field cannot be wider than ${MAX_WIDTH}`, at + 1);
      const token = this.readToken(at + 1 + width.length);
      const name = format.slice(token.nameStart, token.nameEnd);
      pieces.push({ before: format.slice(from, at), use: token.use, name, width: Number(width) });
      from = token.end;
    }
    pieces.push({ before: format.slice(from), use: null, name: '', width: 0 });
    return pieces;
  }

  parseAlone(): FormatPiece {
    if (matchAt(NAME, this.format, 0) === '') throw this.error('expected a field, as proc.name', 0);
    const { use, end } = this.readToken(0);
    const { format } = this;
    if (matchAt(NAME, format, 0).length > end) throw this.unknownField(0);
    if (end < format.length) throw this.error(`unexpected '${format.slice(end)}' after the field`, end);
    return { before: '', use, name: format, width: 0 };
  }

  private readToken(at: number): { use: FieldUse; end: number; nameStart: number; nameEnd: number } {
    const call = matchAt(WORD, this.format, at);
    const name = call.slice(0, -1);
    if (!isTransformerName(name)) {
      const { def, arg, end } = this.readField(at);
      if (def.isFilterOnly) throw this.error(`${def.name} can be compared but not printed`, at);
      return { use: { def, arg, transformers: [] }, end, nameStart: at, nameEnd: end };
    }
    const inner = this.readToken(at + call.length);
    if (this.format[inner.end] !== ')') throw this.error(`expected ')' after the field of ${name}`, inner.end);
    const { type, isList } = typeOfUse(inner.use);
    if (inner.use.def.noTransformer || !canTransform(name, type, isList)) {
      throw this.error(`${name}() does not take ${inner.use.def.name}`, at);
    }
    return { ...inner, end: inner.end + 1, use: { ...inner.use, transformers: [...inner.use.transformers, name] } };
  }

  private readField(at: number): FieldReference {
    try {
      const found = readFieldReference(this.registry, this.format, at);
      if (found !== null) return found;
    } catch (cause) {
      if (cause instanceof FieldArgError) throw this.error(cause.message, at);
      throw cause;
    }
    if (matchAt(NAME, this.format, at) === '') throw this.error("'%' must stand before a field", at - 1);
    throw this.unknownField(at);
  }

  private unknownField(at: number): TextError {
    const name = matchAt(NAME, this.format, at);
    return this.error(`there is no field '${name}'${didYouMean(this.registry.nearest(name))}`, at);
  }

  private error(message: string, pos: number): TextError {
    return new TextError('FORMAT', message, { text: this.format, pos });
  }
}
