import type { ByteText } from '../bytes/byte-text.js';
import { jsonString } from '../output/json-string.js';

const NEW_LINE = 10;

/** Adds a line (a byte string) with its end. */
export function addLine(out: ByteText, line: string): void {
  out.addText(line);
  out.addByte(NEW_LINE);
}

/** A value of an object: text as a byte string, a number, a list of numbers or texts, or nothing. */
type Member = string | number | bigint | boolean | null | readonly (string | number)[];

function memberText(value: Member): string {
  if (Array.isArray(value)) return `[${value.map(memberText).join(',')}]`;
  return typeof value === 'string' ? jsonString(value) : String(value);
}

/** Adds a line with one JSON object. */
export function addObject(out: ByteText, members: Readonly<Record<string, Member>>): void {
  const texts = Object.entries(members).map(([name, value]) => `${jsonString(name)}:${memberText(value)}`);
  addLine(out, `{${texts.join(',')}}`);
}
