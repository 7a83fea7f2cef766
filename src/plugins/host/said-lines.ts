import type { Readable } from 'node:stream';

/** Characters of a line that are kept: what follows is another line. */
const MOST = 4096;

/** Gives `take` the lines of a stream, as Latin-1: each whole, in however many pieces it comes, and at the end what has no end. */
export function takeLines(stream: Readable, take: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('latin1');
  stream.on('data', (piece: string) => {
    const lines = (begun + piece).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (begun.length < MOST) return;
    take(begun);
    begun = '';
  });
  stream.on('end', () => take(begun));
}
