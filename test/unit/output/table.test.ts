import { describe, expect, test } from '@jest/globals';
import { withoutControls } from '../../../src/bytes/masked-text.js';
import { renderTable } from '../../../src/output/table.js';

describe('a table', () => {
  test('has aligned columns, and no blanks after the last', () => {
    const rows = [
      ['1.29KB', 'nginx', '17'],
      ['16B', 'a longer name', '3'],
    ];
    expect(renderTable({ headings: ['Bytes', 'Process', 'PID'], rows }, withoutControls)).toEqual([
      'Bytes     Process        PID',
      '1.29KB    nginx          17',
      '16B       a longer name  3',
    ]);
  });

  test('masks control characters in its cells, and no other bytes', () => {
    const rows = [['x', 'a\nb\x1b[2J\x7f\t\xc3\xa4 \xff']];
    const [, row, ...others] = renderTable({ headings: ['A', 'B'], rows }, withoutControls);
    expect(row).toBe('x         a.b.[2J..\xc3\xa4 \xff');
    expect(others).toEqual([]);
  });
});
