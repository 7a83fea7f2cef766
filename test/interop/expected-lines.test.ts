import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { defaultLines } from '../helpers/default-lines.js';
import { firstDifference } from '../helpers/first-difference.js';
import { describeWithShared, hasShared, sharedPath } from '../helpers/shared.js';

/** Captures that must print the same as another one. */
const PRINTS_LIKE: Readonly<Record<string, string>> = { 'libs-curl-google-shb-options': 'libs-curl-google' };

function expectedLines(capture: string): string[] {
  const path = sharedPath('expected', `${PRINTS_LIKE[capture] ?? capture}.txt`);
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return bytes.toString('latin1').split('\n').slice(0, -1);
}

const captures = hasShared
  ? readdirSync(sharedPath('captures'))
      .filter((name) => name.endsWith('.scap'))
      .map((name) => name.slice(0, -'.scap'.length))
  : [];

describeWithShared('the default lines of captures that others recorded', () => {
  test.each(captures)('%s prints the same as in the reference', async (capture) => {
    // an argument may contain a line end, so an event may have several lines
    const lines = (await defaultLines(sharedPath('captures', `${capture}.scap`))).join('\n').split('\n');
    const ours = lines.length === 1 && lines[0] === '' ? [] : lines;
    expect(firstDifference(ours, expectedLines(capture))).toEqual([]);
  });
});
