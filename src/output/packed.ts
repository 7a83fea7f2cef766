import { gzipSync } from 'node:zlib';

/** Bytes or a text compressed (gzip), as base64. */
export const packed = (content: Uint8Array | string): string => gzipSync(content).toString('base64');
