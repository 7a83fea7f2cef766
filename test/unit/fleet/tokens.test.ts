import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { readToken, Tokens } from '../../../src/fleet/tokens.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const ONE = 'a'.repeat(32);
const TWO = 'b'.repeat(32);

function fileWith(text: string, mode = 0o600): string {
  const path = scratch.path('tokens');
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

test('a token belongs to one host', () => {
  const tokens = Tokens.read(fileWith(`# hosts\nweb-1 ${ONE}\n\n  db.example   ${TWO}\n`), 'host');
  expect(tokens.nameOf(`Bearer ${ONE}`)).toBe('web-1');
  expect(tokens.nameOf(`bearer ${TWO}`)).toBe('db.example');
  for (const other of [undefined, '', ONE, `Basic ${ONE}`, `Bearer ${ONE}x`, `Bearer ${ONE} ${TWO}`, 'Bearer '])
    expect(tokens.nameOf(other)).toBeNull();
});

test('a file that others can read, or with something else in it, is refused, and no token is told', () => {
  const refused = (text: string, why: string, mode = 0o600) => {
    const path = fileWith(text, mode);
    expect(() => Tokens.read(path, 'host')).toThrow(why);
    expect(() => Tokens.read(path, 'host')).not.toThrow(ONE);
  };
  refused(`web-1 ${ONE}\n`, 'chmod 600', 0o644);
  refused('web-1 short\n', 'line 1: a token is 22 to 512');
  refused(`web-1 ${ONE} more\n`, 'line 1: a line is the name of a host and its token');
  refused(`../up ${ONE}\n`, 'line 1: a line is the name of a host');
  refused(`web-1 ${ONE}\nweb-2 ${ONE}\n`, 'line 2: a token belongs to one host');
  refused('# nothing\n', 'has no tokens');
  expect(() => Tokens.read('/nonexistent', 'host')).toThrow('no such file');
});

test('the token of a host is the only word of a file', () => {
  expect(readToken(fileWith(`${ONE}\n`))).toBe(ONE);
  expect(() => readToken(fileWith(`${ONE} ${TWO}`))).toThrow('a token is');
  expect(() => readToken(fileWith(ONE, 0o640))).toThrow('chmod 600');
});

test('a token of a host is none of an operator', () => {
  const hosts = Tokens.read(fileWith(`web-1 ${ONE}\n`), 'host');
  const operators = Tokens.read(fileWith(`alice ${TWO}\nbob ${ONE}\n`), 'operator');
  expect(() => operators.refuseShared(hosts, 'FILE')).toThrow('FILE: a token of a host cannot be one of an operator');
  expect(() => Tokens.read(fileWith(`alice ${TWO}\n`), 'operator').refuseShared(hosts, 'FILE')).not.toThrow();
  expect(() => Tokens.read(fileWith('alice\n'), 'operator')).toThrow('the name of an operator and its token');
});
