import { expect, test } from '@jest/globals';
import { isLoopback, parseListening, parseTarget } from '../../../src/fleet/target.js';

test('addresses of collectors', () => {
  expect(parseTarget('https://collector.example:8443/base/', '--to', false)).toEqual({
    ...{ isSecure: true, host: 'collector.example', port: 8443, base: '/base' },
    text: 'https://collector.example:8443/base/',
  });
  expect(parseTarget('https://[2001:db8::1]', '--to', false)).toMatchObject({
    host: '2001:db8::1',
    port: 443,
    base: '',
  });
  expect(parseTarget('http://127.0.0.1:8080', '--to', false)).toMatchObject({ isSecure: false, port: 8080 });
  expect(parseTarget('http://10.0.0.1', '--to', true)).toMatchObject({ host: '10.0.0.1', port: 80 });
});

test('addresses that are refused', () => {
  const refused = (text: string, why: string) => expect(() => parseTarget(text, '--to', false)).toThrow(why);
  refused('collector', 'takes an address such as https://collector:8443, not "collector"');
  refused('ftp://collector', 'takes an address');
  refused('https://collector/?token=x', 'takes an address');
  refused('https://me:secret@collector', 'has a password in it');
  refused('http://collector', 'without TLS');
  refused('http://10.0.0.1', 'without TLS');
  refused('http://127.0.0.1.example', 'without TLS');
});

test('where a collector listens', () => {
  expect(parseListening('8443')).toEqual({ host: '127.0.0.1', port: 8443 });
  expect(parseListening('0.0.0.0:1')).toEqual({ host: '0.0.0.0', port: 1 });
  expect(parseListening('[::1]:0')).toEqual({ host: '::1', port: 0 });
  for (const text of ['', 'x', '1.2.3.4', '1.2.3.4:65536', '::1:80', 'a b:1'])
    expect(() => parseListening(text)).toThrow('--listen takes ADDRESS:PORT');
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '10.0.0.1', '::', '127.evil.example'].some(isLoopback)).toBe(false);
});
