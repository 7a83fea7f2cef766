import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Writes a file unless it has the text already: what is built from it stays newer then, and is not built again. */
export function writeChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
