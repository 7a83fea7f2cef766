import { asciiLower, asciiUpper } from '../bytes/text.js';
import type { FieldValue } from '../fields/field.js';
import type { ParamType } from '../schema/param-types.js';
import { TRANSFORMER_NAMES, type TransformerName } from './ast.js';
import { FAMILIES, type Family } from './families.js';

interface Transformer {
  /** Families that it accepts; any list as well if `takesLists`. */
  readonly takes: readonly Family[];
  readonly takesLists: boolean;
  /** Type of the result; null if it does not change. */
  readonly result: ParamType | null;
  readonly apply: (value: NonNullable<FieldValue>) => FieldValue;
}

const onText =
  (change: (text: string) => string | null): Transformer['apply'] =>
  (value) =>
    typeof value === 'string' ? change(value) : null;

/** The transformers (reference: transformer table of the filter language). */
export const TRANSFORMERS: Readonly<Record<TransformerName, Transformer>> = {
  tolower: { takes: ['text'], takesLists: false, result: null, apply: onText(asciiLower) },
  toupper: { takes: ['text'], takesLists: false, result: null, apply: onText(asciiUpper) },
  b64: { takes: ['text', 'bytes'], takesLists: false, result: null, apply: onText(decodeBase64) },
  basename: {
    takes: ['text'],
    takesLists: false,
    result: null,
    apply: onText((text) => text.slice(text.lastIndexOf('/') + 1)),
  },
  len: {
    takes: ['text', 'bytes'],
    takesLists: true,
    result: 'uint64',
    apply: (value) => (typeof value === 'string' || Array.isArray(value) ? value.length : null),
  },
  val: {
    takes: ['number', 'bool', 'text', 'bytes', 'ip', 'net', 'opaque'],
    takesLists: true,
    result: null,
    apply: (value) => value,
  },
};

/** Whether a word is the name of a transformer. */
export function isTransformerName(word: string): word is TransformerName {
  return (TRANSFORMER_NAMES as readonly string[]).includes(word);
}

/** Whether a transformer accepts values of a type. */
export function canTransform(name: TransformerName, type: ParamType, isList: boolean): boolean {
  const transformer = TRANSFORMERS[name];
  return isList ? transformer.takesLists : transformer.takes.includes(FAMILIES[type]);
}

function decodeBase64(text: string): string | null {
  const body = text.replace(/={0,2}$/, '');
  const bytes = Buffer.from(body, 'base64');
  // Encoding it again shows what the decoder leaves out: other characters, bits at the end that belong to no byte.
  return bytes.toString('base64').replace(/=+$/, '') === body ? bytes.toString('latin1') : null;
}
