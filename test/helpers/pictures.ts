/** Pictures of the page in the docs: tests make them, and say when they no longer agree. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { MUST_RUN } from './prerequisites.js';
import { ROOT } from './sysshark.js';

const FOLDER = join(ROOT, 'docs/inspector');
/** UPDATE_GOLDEN=1 makes them again. */
const UPDATES = process.env['UPDATE_GOLDEN'] === '1';
/** The part of all pixels that may differ, and by how much a colour differs. */
const TOLERANCE = 0.06;
const DIFFERENCE = 48;

/** The font that a name stands for here; empty if nobody knows. */
function fontOf(name: string): string {
  try {
    return execFileSync('fc-match', ['-f', '%{family}', name], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** Whether pictures here have the fonts of those in the docs. */
export const hasFonts = (): boolean =>
  fontOf('system-ui').startsWith('DejaVu Sans') && fontOf('DejaVu Sans Mono').startsWith('DejaVu Sans Mono');

/** The part of all pixels that differ, worked out in a browser; 1 if the sizes differ. */
const COMPARE = `async ([a, b, difference]) => {
  const pixels = async (base64) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + base64;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [one, other] = [await pixels(a), await pixels(b)];
  if (one.width !== other.width || one.height !== other.height) return 1;
  let count = 0;
  for (let at = 0; at < one.data.length; at += 4)
    if ([0, 1, 2].some((part) => Math.abs(one.data[at + part] - other.data[at + part]) > difference)) count++;
  return count / (one.data.length / 4);
}`;

async function partDiffering(page: Page, a: Buffer, b: Buffer): Promise<number> {
  const plain = await page.context().newPage();
  try {
    const args = JSON.stringify([a.toString('base64'), b.toString('base64'), DIFFERENCE]);
    return await plain.evaluate<number>(`(${COMPARE})(${args})`);
  } finally {
    await plain.close();
  }
}

/** Compares what a page shows with a picture of the docs, or makes that. */
export async function expectPicture(page: Page, name: string): Promise<void> {
  if (UPDATES && MUST_RUN) throw new Error('UPDATE_GOLDEN makes the pictures that CI compares with: unset it, or CI');
  const path = join(FOLDER, `${name}.png`);
  const actual = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const isSame = existsSync(path) && (await partDiffering(page, actual, readFileSync(path))) <= TOLERANCE;
  if (!isSame && UPDATES) writeFileSync(path, actual);
  else expect({ picture: path, isSame }).toEqual({ picture: path, isSame: true });
}
