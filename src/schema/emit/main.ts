/** `npm run generate`: writes native/ebpf/generated. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.js';

const directory = fileURLToPath(new URL('../../../native/ebpf/generated/', import.meta.url));
mkdirSync(directory, { recursive: true });
for (const [name, text] of generatedFiles()) writeFileSync(`${directory}${name}`, text);
