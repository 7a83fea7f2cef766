import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { makeScratch } from './scratch.js';
import { sharedPath } from './shared.js';

const GZIP = 0x1f;

/** A shared capture, decompressed. */
export function plainCapture(scratch: ReturnType<typeof makeScratch>, name: string): string {
  const bytes = readFileSync(sharedPath('captures', name));
  const path = scratch.path(name);
  writeFileSync(path, bytes[0] === GZIP ? gunzipSync(bytes) : bytes);
  return path;
}
