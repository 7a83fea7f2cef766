/** The rows of the page say what the command line says. */
import { afterAll, expect, test } from '@jest/globals';
import { allRows, closeBrowser, describeWithBrowser, filter, type ShownRow, withPage } from '../helpers/browser.js';
import { sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

/** Columns whose cells the page shows as they are, and where they are in it. */
const COLUMNS: Readonly<Record<string, number>> = {
  'evt.num': 0,
  'evt.time': 1,
  'evt.dir': 2,
  'evt.type': 3,
  'proc.name': 4,
  'proc.pid': 5,
  'thread.tid': 6,
  'fd.num': 7,
  'fd.name': 8,
  'evt.info': 10,
  'container.name': 11,
};
const SEPARATOR = '\t|\t';
const CUT = /….?$/;

afterAll(closeBrowser);

async function printedRows(file: string, filters: readonly string[]): Promise<string[][]> {
  const format = `*${Object.keys(COLUMNS)
    .map((name) => `%${name}`)
    .join(SEPARATOR)}`;
  const { stdout } = await sysshark(['-r', file, '-p', format, ...filters]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split(SEPARATOR).map((text) => (text === '<NA>' ? '' : text)));
}

/** Characters that the command line masks. */
const unmasked = (text: string): string => text.replace(/^<NA>$/, '').replace(/\\[nrt]|\\x..|\\u\{.*?\}/g, '.');

function shown({ cells }: ShownRow): string[] {
  return Object.values(COLUMNS).map((at) => unmasked(cells[at] ?? ''));
}

function expectSame(rows: readonly ShownRow[], printed: readonly string[][]): void {
  expect(rows.length).toBe(printed.length);
  for (const [index, row] of rows.entries()) {
    const texts = shown(row);
    const expected = (printed[index] as string[]).map((text, at) =>
      CUT.test(texts[at] as string) ? `${text.slice(0, (texts[at] as string).length - 1)}…` : text,
    );
    expect(texts).toEqual(expected);
  }
}

describeWithBrowser('rows of the page', () => {
  test.each(['sf-tcp-client-server', 'falco-run-as-65534'])('%s', async (name) => {
    const file = sharedPath('captures', `${name}.scap`);
    const printed = await printedRows(file, []);
    await withPage(file, async (page) => expectSame(await allRows(page), printed));
  });

  test('a filter shows what it prints', async () => {
    const file = sharedPath('captures', 'sf-nginx.scap');
    const printed = await printedRows(file, ['proc.pid=6466 and evt.type!=switch']);
    await withPage(file, async (page) => {
      await filter(page, 'proc.pid=6466 and evt.type!=switch');
      expectSame(await allRows(page), printed);
      expect(printed.length).toBeGreaterThan(100);
    });
  });

  test('the strip beside them has the colour of the rule that accepts them', async () => {
    await withPage(sharedPath('captures', 'sf-nginx.scap'), async (page) => {
      // at the bottom of the strip, which no window covers
      const colour = (): Promise<string> =>
        page.evaluate<string>(`{
          const canvas = document.querySelector('canvas.minimap');
          canvas.getContext('2d').getImageData(canvas.width - 4, canvas.height - 4, 1, 1).data.join();
        }`);
      for (const [text, rgb] of [
        ['evt.type=close', '107,107,107'],
        ['evt.type in (open, openat) and not evt.failed=true', '123,95,53'],
      ] as const) {
        await filter(page, text);
        while ((await colour()) !== `${rgb},255`) await page.waitForTimeout(50);
      }
    });
  });
});
