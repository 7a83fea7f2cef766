const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** Whether a byte is printable in the C locale, as in the reference. */
export function isPrintable(byte: number): boolean {
  return byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE;
}

function firstUnprintable(text: string): number {
  for (let i = 0; i < text.length; i++) if (!isPrintable(text.charCodeAt(i))) return i;
  return -1;
}

/** Removes unprintable bytes (names of descriptors, paths in arguments). */
export function removeUnprintable(text: string): string {
  let from = firstUnprintable(text);
  if (from < 0) return text;
  let clean = text.slice(0, from);
  for (; from < text.length; from++) if (isPrintable(text.charCodeAt(from))) clean += text[from];
  return clean;
}

/** Replaces unprintable bytes by "." (resolved paths). */
export function maskUnprintable(text: string): string {
  let from = firstUnprintable(text);
  if (from < 0) return text;
  let clean = text.slice(0, from);
  for (; from < text.length; from++) clean += isPrintable(text.charCodeAt(from)) ? text[from] : '.';
  return clean;
}
