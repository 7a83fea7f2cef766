import { describe, expect, test } from '@jest/globals';
import { renderEnum, renderFlags } from '../../../src/render/flags.js';
import { FILE_FLAGS } from '../../../src/schema/flags/file.js';
import { SOCKET_FAMILIES } from '../../../src/schema/flags/net.js';

describe('the names of bits', () => {
  test.each([
    [0, 'O_NONE'],
    [1, 'O_RDONLY'],
    [3, 'O_RDWR'],
    [4097, 'O_RDONLY|O_CLOEXEC'],
    [0x80000000, ''],
  ])('%d: %s', (value, names) => {
    expect(renderFlags(FILE_FLAGS, value)).toBe(names);
  });
});

describe('the names of a value', () => {
  test.each([
    [1, 'AF_LOCAL|AF_UNIX'],
    [2, 'AF_INET'],
    [255, ''],
  ])('%d: %s', (value, names) => {
    expect(renderEnum(SOCKET_FAMILIES, value)).toBe(names);
  });
});
