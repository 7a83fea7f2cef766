import { expect, test } from '@jest/globals';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { labelOf } from '../../../src/render/fd-label.js';
import { FD_TYPES, type FdType, L4_PROTO } from '../../../src/schema/fd-types.js';
import { FdInfo } from '../../../src/state/fd-info.js';

function shown(type: FdType, members: Partial<FdInfo> = {}, fd = 3): string {
  const text = new ByteText();
  text.addChunk(labelOf(Object.assign(new FdInfo(type), members), fd).chunk);
  return text.toText();
}

test('every type has its letter', () => {
  for (const [type, { char }] of Object.entries(FD_TYPES))
    expect(shown(type as FdType, { name: 'x' })).toBe(`(<${char}>x)`);
});

test('sockets have the letter of their protocol once their role is known; raw ones and servers always', () => {
  const { TCP, UDP, RAW } = L4_PROTO;
  expect(shown('IPV4_SOCK', { l4proto: TCP })).toBe('(<4>)');
  expect(shown('IPV4_SOCK', { l4proto: TCP, role: 'client' })).toBe('(<4t>)');
  expect(shown('IPV6_SOCK', { l4proto: UDP, role: 'server' })).toBe('(<6u>)');
  expect(shown('IPV4_SOCK', { l4proto: RAW })).toBe('(<4r>)');
  expect(shown('IPV4_SERVSOCK', { l4proto: TCP })).toBe('(<4t>)');
});

test('a label follows its descriptor', () => {
  const info = new FdInfo('FILE');
  const seen: string[] = [];
  const look = (): void => {
    const text = new ByteText();
    text.addChunk(labelOf(info, 3).chunk);
    seen.push(text.toText());
  };
  info.name = '/a';
  look();
  info.name = '/b';
  look();
  info.type = 'DIRECTORY';
  look();
  expect(seen).toEqual(['(<f>/a)', '(<f>/b)', '(<d>/b)']);
});

test('names that differ in one byte, wherever it is, have different labels', () => {
  const name = '/some/where/in/a/folder';
  for (let i = 0; i < name.length; i++) {
    const other = `${name.slice(0, i)}#${name.slice(i + 1)}`;
    for (const fd of [3, i, i + 64])
      expect([shown('FILE', { name }, fd), shown('FILE', { name: other }, 3)]).toEqual([
        `(<f>${name})`,
        `(<f>${other})`,
      ]);
  }
});

test('unprintable bytes of names are left out, and the offset of the name is known', () => {
  const info = new FdInfo('FILE');
  info.name = '/a\nb\xff';
  const { chunk, nameStart } = labelOf(info, 3);
  const text = new ByteText();
  text.addRange(chunk.data, chunk.start + nameStart, chunk.start + chunk.length - 1);
  expect(text.toText()).toBe('/ab');
});
