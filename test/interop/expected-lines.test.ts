import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { defaultLines } from '../helpers/default-lines.js';
import { describeWithShared, hasShared, sharedPath } from '../helpers/shared.js';

/** Captures that must print like another one. */
const PRINTS_LIKE: Readonly<Record<string, string>> = { 'libs-curl-google-shb-options': 'libs-curl-google' };

function expectedLines(capture: string): string[] {
  const path = sharedPath('expected', `${PRINTS_LIKE[capture] ?? capture}.txt`);
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return bytes.toString('latin1').split('\n').slice(0, -1);
}

/** Differences that are listed: `capture number reason`. */
function knownDifferences(): Map<string, string> {
  const path = join(dirname(fileURLToPath(import.meta.url)), 'known-differences.txt');
  const rows = readFileSync(path, 'utf8').split('\n');
  const known = new Map<string, string>();
  for (const row of rows) {
    if (row === '' || row.startsWith('#')) continue;
    const [capture, number, ...reason] = row.split(' ');
    known.set(`${capture} ${number}`, reason.join(' '));
  }
  return known;
}

function numberOf(line: string | undefined): string {
  return line?.split(' ', 1)[0] ?? 'none';
}

const captures = hasShared
  ? readdirSync(sharedPath('captures'))
      .filter((name) => name.endsWith('.scap'))
      .map((name) => name.slice(0, -'.scap'.length))
  : [];

describeWithShared('the default lines of captures that others recorded', () => {
  const known = knownDifferences();

  test.each(captures)('%s prints as the reference prints it', async (capture) => {
    // an argument may hold a line end, so an event can be more than one line
    const lines = (await defaultLines(sharedPath('captures', `${capture}.scap`))).join('\n').split('\n');
    const ours = lines.length === 1 && lines[0] === '' ? [] : lines;
    const expected = expectedLines(capture);
    const differing: string[] = [];
    for (let i = 0; i < Math.max(ours.length, expected.length); i++)
      if (ours[i] !== expected[i]) differing.push(`${capture} ${numberOf(expected[i] ?? ours[i])}`);
    const listed = [...known.keys()].filter((key) => key.startsWith(`${capture} `));
    expect(differing).toEqual(listed);
  });
});
