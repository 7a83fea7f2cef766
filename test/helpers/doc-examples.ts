import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sysshark.js';

/** The named examples of a page in docs, by name: TypeScript. */
export function docExamples(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  return new Map([...text.matchAll(/^```ts ([a-z-]+)\n(.*?)^```$/gms)].map(([, name = '', code = '']) => [name, code]));
}
