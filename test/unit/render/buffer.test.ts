import { describe, expect, test } from '@jest/globals';
import { writeBuffer } from '../../../src/render/buffer.js';
import { GUARD_AGAINST_ALL, guardAgainst, type LineGuard } from '../../../src/render/line-guard.js';
import type { BufferMode } from '../../../src/render/options.js';
import { writtenText } from '../../helpers/emitted.js';

const render = (text: string, buffers: BufferMode, guard?: LineGuard) => {
  const { buffer, byteOffset, length } = Buffer.from(`<<${text}>>`, 'latin1');
  const range = { data: new DataView(buffer, byteOffset, length), start: 2, length: length - 4 };
  const options = { maxLength: 0, buffers, ...(guard === undefined ? {} : { guard }) };
  return writtenText((out) => writeBuffer(out, range, options));
};

// right-hand sides: refscap with the option of that mode
describe('an I/O buffer', () => {
  test('as plain text has a dot for each unprintable byte', () => {
    expect(render('a\x00\n\x7f\xe9~', 'normal')).toBe('a....~');
  });

  test('as lines keeps line ends and drops unprintable bytes', () => {
    expect(render('\na\r\nb\nc\x01\re', 'eols')).toBe('\na\nb\nc\ne');
  });

  test('as hexadecimal has rows of sixteen bytes', () => {
    expect(render('0123456789abcdefX', 'hex')).toBe(
      '\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566\n\t0x0010: 58\n',
    );
  });

  test('as hexadecimal with text has the text beside it', () => {
    expect(render('ab\n', 'hexascii')).toBe(`\n\t0x0000: 6162 0a${' '.repeat(32)}ab.\n`);
  });

  test('as base64 is padded', () => {
    expect(render('ab', 'base64')).toBe('YWI=');
  });

  test('as lines indents those that begin like output lines', () => {
    const data = '12:00 > execve\r\n\x1b7 > open\n- no\n\n 5';
    expect(render(data, 'eols', guardAgainst('0123456789'))).toBe('\n\t12:00 > execve\n\t7 > open\n- no\n\n 5');
    expect(render(data, 'eols', GUARD_AGAINST_ALL)).toBe('\n\t12:00 > execve\n\t7 > open\n\t- no\n\n\t 5');
    expect(render(data, 'eols', guardAgainst('\t-'))).toBe('\n12:00 > execve\n7 > open\n - no\n\n 5');
  });

  test('of any size is written completely', () => {
    expect(render('x'.repeat(200_000), 'normal')).toBe('x'.repeat(200_000));
  });
});
