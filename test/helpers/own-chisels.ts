import { writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { docExamples } from './doc-examples.js';

/** The page whose examples are chisels. */
export const PAGE = 'OWN-CHISELS.md';

/** Writes the chisels of the page into a folder, as TypeScript and as JavaScript. */
export function writeExamples(pathOf: (name: string) => string): void {
  for (const [name, code] of docExamples(PAGE)) {
    writeFileSync(pathOf(`${name}.ts`), code);
    writeFileSync(pathOf(`${name}.mjs`), transformSync(code, { loader: 'ts' }).code);
  }
}
