import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { HttpMessage } from './http-reader.js';

/** Longest body that a compressed one becomes; of a longer one nothing is shown. */
const MAX_INFLATED = 16 << 20;
const INFLATE: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** A body as it is shown. */
export interface ShownBody {
  readonly bytes: Buffer;
  /** How it was compressed; '' if it was not. */
  readonly coding: string;
  /** Whether it still is. */
  readonly isCompressed: boolean;
}

/** The value of a header (byte string); '' if there is none. */
export function headerOf({ headers }: HttpMessage, name: string): string {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1] ?? '';
  return '';
}

/** The kept part of a body, inflated if all of it was kept. */
export function bodyOf(message: HttpMessage): ShownBody {
  const bytes = Buffer.concat(message.body);
  const coding = headerOf(message, 'content-encoding').toLowerCase();
  if (coding === '' || coding === 'identity' || bytes.length === 0) return { bytes, coding: '', isCompressed: false };
  const inflate = INFLATE[coding];
  if (inflate === undefined || bytes.length < message.length) return { bytes, coding, isCompressed: true };
  try {
    return { bytes: inflate(bytes, { maxOutputLength: MAX_INFLATED }), coding, isCompressed: false };
  } catch {
    return { bytes, coding, isCompressed: true };
  }
}
