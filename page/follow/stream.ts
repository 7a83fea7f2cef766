import { signal } from '@preact/signals';
import type { StreamAnswer, StreamNote, StreamPiece } from '../../src/web/protocol.js';
import { get, isAborted, messageOf } from '../api/client.js';
import { byteStringOf } from '../bytes/base64.js';
import { visible, visibleLines } from '../text/byte-string.js';

/** How bytes are shown. */
export const FORMS = ['text', 'hex', 'raw', 'JSON', 'HTTP'] as const;
export type Form = (typeof FORMS)[number];
/** Which direction is shown. */
export const SIDES = ['both', 'reads', 'writes'] as const;
export type Side = (typeof SIDES)[number];

/** The followed stream; null while it is on its way. */
export const stream = signal<StreamAnswer | null>(null);
export const problem = signal<string | null>(null);
export const form = signal<Form>('text');
export const side = signal<Side>('both');
export const sought = signal('');

/** Loads the stream of an event. */
export function loadStream(row: number): () => void {
  const loading = new AbortController();
  stream.value = null;
  problem.value = null;
  get<StreamAnswer>(`/api/streams/${row}`, loading.signal).then(
    (answer) => {
      stream.value = answer;
    },
    (error: unknown) => {
      if (!isAborted(error)) problem.value = messageOf(error);
    },
  );
  return () => loading.abort();
}

/** Whether a piece is on the shown side. */
export const isOnSide = ({ isRead }: StreamPiece): boolean =>
  side.value === 'both' || (side.value === 'reads') === isRead;

const hexOf = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');
const WIDTH = 16;
const UNPRINTABLE = /[^ -~]/g;

function hexLines(bytes: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const part = bytes.slice(at, at + WIDTH);
    const hex = Array.from(part, hexOf).join(' ');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(WIDTH * 3)} ${part.replace(UNPRINTABLE, '·')}`);
  }
  return lines.join('\n');
}

/** How the bytes of a piece are shown; requests and answers are no pieces. */
const TEXTS: Readonly<Record<Exclude<Form, 'HTTP'>, (bytes: string) => string>> = {
  text: visibleLines,
  hex: hexLines,
  raw: (bytes) => Array.from(bytes, hexOf).join(''),
  JSON: (bytes) => JSON.stringify(visibleLines(bytes).replaceAll('↵\n', '\n')),
};

/** A piece's bytes as they are shown. */
export const textOf = (piece: StreamPiece, as: Exclude<Form, 'HTTP'>): string => TEXTS[as](byteStringOf(piece.bytes));

/** Whether a piece has what is looked for. */
export function isFound(piece: StreamPiece): boolean {
  return sought.value !== '' && textOf(piece, 'text').toLowerCase().includes(sought.value.toLowerCase());
}

/** Who moved a piece, and through which number. */
export const moverOf = ({ process, tid, fd }: StreamPiece): string => `${visible(process)} (${tid}), fd ${fd}`;

/** Whether several threads or numbers had the descriptor. */
export const hasMovers = ({ pieces }: StreamAnswer): boolean => new Set(pieces.map(moverOf)).size > 1;

/** Pieces of the shown side, and what else happened, in order. */
export function shownParts({ pieces, notes }: StreamAnswer): readonly (StreamPiece | StreamNote)[] {
  return [...pieces.filter(isOnSide), ...notes].sort((a, b) => a.row - b.row);
}

/** The bytes of the shown side, one piece after the other. */
export function shownBytes(): Blob {
  const pieces = stream.value?.pieces.filter(isOnSide) ?? [];
  return new Blob(pieces.map(({ bytes }) => Uint8Array.from(byteStringOf(bytes), (char) => char.charCodeAt(0))));
}
