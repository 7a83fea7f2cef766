/** `npm run generate`: writes the types of fields and events that programs see. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeChanged } from '../../schema/emit/write-changed.js';
import { generatedTypes } from './generated-types.js';

const directory = fileURLToPath(new URL('../../../src/api/', import.meta.url));
mkdirSync(`${directory}generated`, { recursive: true });
for (const [name, text] of generatedTypes()) writeChanged(`${directory}${name}`, text);
