import { describe, expect, test } from '@jest/globals';
import { withoutControls } from '../../../src/bytes/masked-text.js';
import { renderTable } from '../../../src/output/table.js';

describe('a table', () => {
  test('has its columns one below the other, and nothing behind the last', () => {
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

  test('has lines and terminals left alone by what is in it, and other bytes as they are', () => {
    const rows = [['x', 'a\nb\x1b[2J\x7f\t\xc3\xa4 \xff']];
    const [, row, ...others] = renderTable({ headings: ['A', 'B'], rows }, withoutControls);
    expect(row).toBe('x         a.b.[2J..\xc3\xa4 \xff');
    expect(others).toEqual([]);
  });
});
