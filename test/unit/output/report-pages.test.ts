import { expect, test } from '@jest/globals';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { type PageBreak, ReportPages } from '../../../src/output/report-pages.js';

test.each([
  ['none', 'ab'],
  ['line', 'a\nb'],
  ['clear', '\x1b[H\x1b[2Ja\x1b[H\x1b[2Jb'],
] as const)('reports are separated by %s; empty ones print nothing', (pageBreak: PageBreak, expected) => {
  const out = new ByteText();
  const pages = new ReportPages(out, pageBreak);
  for (const text of ['', 'a', '', 'b', '']) pages.add(() => out.addText(text));
  expect(out.toText()).toBe(expected);
});

test.each([
  ['clear', '\x1b[H\x1b[2Ja long l\n2\n(2 more \n'],
  ['line', 'a long line\n2\n3\n4\n'],
  ['none', 'a long line\n2\n3\n4\n'],
] as const)('a report is cut to the screen only where that is cleared: %s', (pageBreak: PageBreak, expected) => {
  const out = new ByteText();
  const pages = new ReportPages(out, pageBreak, () => ({ columns: 8, rows: 4 }));
  pages.add(() => out.addText('a long line\n2\n3\n4\n'));
  expect(out.toText()).toBe(expected);
});
