/** `npm run generate`: writes the generated files of native. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GENERATED_FOLDERS, generatedFiles } from './generated-files.js';

const directory = fileURLToPath(new URL('../../../native/', import.meta.url));
for (const folder of GENERATED_FOLDERS) mkdirSync(`${directory}${folder}`, { recursive: true });
for (const [name, text] of generatedFiles()) writeFileSync(`${directory}${name}`, text);
