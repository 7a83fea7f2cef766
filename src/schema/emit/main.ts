/** `npm run generate`: writes the files that are generated from the schema. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GENERATED_FOLDERS, generatedFiles } from './generated-files.js';
import { writeChanged } from './write-changed.js';

const directory = fileURLToPath(new URL('../../../', import.meta.url));
for (const folder of GENERATED_FOLDERS) mkdirSync(`${directory}${folder}`, { recursive: true });
for (const [name, text] of generatedFiles()) writeChanged(`${directory}${name}`, text);
