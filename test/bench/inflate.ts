/** Decompresses the gzip files of a folder, one after the other, and nothing else: what no reader of them can do without. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const CHUNK = 1 << 20;
const [folder = ''] = process.argv.slice(2);
for (const name of readdirSync(folder)) gunzipSync(readFileSync(join(folder, name)), { chunkSize: CHUNK });
