import type { EventDetails } from '../../src/web/protocol.js';
import { byteStringOf } from '../bytes/base64.js';
import { copy } from '../state/copy.js';
import { marked } from './tree.js';

const hexOf = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');

/** Copies the marked bytes of the chosen event, or all of it, as hexadecimal digits. */
export function copyBytes({ bytes }: EventDetails): void {
  const part = marked.value;
  const text = Array.from(byteStringOf(bytes).slice(part?.start, part?.end), hexOf).join(' ');
  void copy(text, part === null ? 'the bytes of the event' : `the bytes of ${part.name}`);
}
