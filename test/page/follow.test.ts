/** What went through a descriptor that several processes had, under several numbers. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { closeBrowser, describeWithBrowser, filter, withPage } from '../helpers/browser.js';
import { dups, opens } from '../helpers/descriptor-events.js';
import { START, writes } from '../helpers/io-events.js';
import { lines } from '../helpers/lines.js';
import { cloneExit } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
const SERVER = 1000;
const CHILD = 1001;

/** Who moved bytes, as follow --json says it. */
interface Mover {
  readonly kind: string;
  readonly tid: number;
  readonly process: { readonly name: string };
  readonly fd: { readonly num: number };
}

const scratch = makeScratch();
afterAll(async () => {
  scratch.remove();
  await closeBrowser();
});

function shared(): string {
  const file = scratch.path('shared.scap');
  const events = [
    ...opens(SERVER, 9, '/x'),
    ...writes({ tid: SERVER, fd: 9, data: 'one\n' }),
    ...dups(SERVER, 9, 10),
    ...writes({ tid: SERVER, fd: 10, data: 'two\n' }),
    cloneExit({ tid: SERVER, program: 'server' }, CHILD),
    cloneExit({ tid: CHILD, ptid: SERVER, program: 'server' }, 0),
    ...writes({ tid: CHILD, fd: 9, data: 'three\n' }),
  ];
  const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
  writeFileSync(file, capture(blocks, sampleHeader()));
  return file;
}

describeWithBrowser('a descriptor that is followed', () => {
  test('says of each piece who moved it, if several had it', async () => {
    const file = shared();
    const told = (await lines('follow', '-r', file, '--json', 'fd.name=/x'))
      .map((line) => JSON.parse(line) as Mover)
      .filter(({ kind }) => kind === 'write')
      .map(({ tid, process: { name }, fd: { num } }) => `by ${name} (${tid}), fd ${num}`);
    expect(new Set(told).size).toBe(3);
    await withPage(file, async (page) => {
      await page.keyboard.press('End');
      await page.keyboard.press('f');
      const pieces = page.getByRole('region', { name: 'Stream' }).getByRole('article');
      await pieces.nth(2).waitFor();
      expect(await pieces.locator('button .dim').allInnerTexts()).toEqual(told);
    });
  });

  test('is filtered out of the list', async () => {
    await withPage(NGINX, async (page) => {
      await filter(page, 'proc.pid=6466 or proc.pid=28017');
      await page.keyboard.press('g');
      await page.keyboard.type('25743');
      await page.keyboard.press('Enter');
      await page.getByText('event 25743', { exact: true }).waitFor();
      await page.keyboard.press('f');
      await page.getByRole('region', { name: 'Stream' }).getByRole('article').first().waitFor();
      await page.getByRole('button', { name: 'Filter out' }).click();
      await page.getByRole('region', { name: 'Details' }).waitFor();
      const [name] = await lines('-r', NGINX, '-p', '%fd.name', 'evt.num=25743');
      const others = await lines('-r', NGINX, `(proc.pid=6466 or proc.pid=28017) and not fd.name="${name}"`);
      await page.getByText(`${others.length} of 799`).waitFor();
    });
  });
});
