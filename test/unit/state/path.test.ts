import { describe, expect, test } from '@jest/globals';
import { joinPath } from '../../../src/state/path.js';

describe('a path below a directory', () => {
  test.each([
    ['/home/user/', 'file', '/home/user/file'],
    ['/home/user/', '../file', '/home/file'],
    ['/home/user/', '../../../file', '/file'],
    ['/home/user/', './a//b/./c/', '/home/user/a/b/c'],
    ['/home/user/', '..', '/home'],
    ['/', '..', '/'],
    ['/', '.', '/'],
    ['/home/user/', '', ''],
    ['', 'file', 'file'],
    ['./', 'file', './file'],
    ['./', '../file', 'file'],
    ['<UNKNOWN>', 'file', '<UNKNOWN>file'],
    ['<UNKNOWN>', '..', '<UNKNOWN>..'],
    ['/home/', 'a\x01b\xff', '/home/a.b.'],
    ['/home/', '/etc/../usr//bin/', '/usr/bin'],
  ])('%s and %s make %s', (base, path, joined) => {
    expect(joinPath(base, path)).toBe(joined);
  });

  test('that is longer than the reference allows is replaced by a placeholder', () => {
    expect(joinPath('/a/', 'x'.repeat(1020))).toBe(`/a/${'x'.repeat(1020)}`);
    expect(joinPath('/a/', 'x'.repeat(1021))).toBe('/DIR_TOO_LONG/FILENAME_TOO_LONG');
  });
});
