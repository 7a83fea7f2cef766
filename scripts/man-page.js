// Generates dist/sysshark.8, the manual page, from the table of options.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderManPage } from '../dist/cli/command-line/man-page.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
// for reproducible builds: https://reproducible-builds.org/specs/source-date-epoch
const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000);
const date = new Date(seconds * 1000).toISOString().slice(0, 10);
writeFileSync(`${root}dist/sysshark.8`, renderManPage({ version, date }));
