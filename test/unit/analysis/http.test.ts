import { describe, expect, test } from '@jest/globals';
import { parseRequest, parseStatus } from '../../../src/analysis/http.js';
import { fc } from '../../helpers/property.js';

describe('the first line of a request', () => {
  test.each([
    ['GET / HTTP/1.1\r\n\r\n', 'GET', '/'],
    ['GET /a?b=c HTTP/1.0\r\nHost: example.com\r\n\r\n', 'GET', 'example.com/a?b=c'],
    ['POST /up HTTP/1.1\nhost:\texample.com:8080\n\n', 'POST', 'example.com:8080/up'],
    ['GET http://example.com/x HTTP/1.1\r\nHost: example.com\r\n', 'GET', 'example.com/x'],
    ['CONNECT example.com:443 HTTP/1.1\r\n', 'CONNECT', 'example.com:443'],
    ['OPTIONS * HTTP/1.1\r\n', 'OPTIONS', '*'],
    // cut where the snaplen ends
    ['GET /', 'GET', '/...'],
    ['GET /long/pa', 'GET', '/long/pa...'],
    ['GET /long/path ', 'GET', '/long/path'],
    ['GET /long/path HTTP/1.', 'GET', '/long/path'],
    ['GET /long/path HTTP/1.1\r\nHost: examp', 'GET', '/long/path'],
  ])('%j is %s of %s', (data, method, url) => {
    expect(parseRequest(data)).toEqual({ method, url });
  });

  test.each([
    '',
    'GET',
    'GET ',
    'get / HTTP/1.1\r\n',
    'BREW /pot HTTP/1.1\r\n',
    'GET / HTTP/2.0\r\n',
    'GET key\r\n',
    'GET /\r\n',
    'GETTING / HTTP/1.1\r\n',
    ' GET / HTTP/1.1\r\n',
  ])('is not found in %j', (data) => {
    expect(parseRequest(data)).toBeNull();
  });

  test('a target longer than servers accept is cut', () => {
    const request = parseRequest(`GET /${'x'.repeat(2000)} HTTP/1.1\r\n`);
    expect(request?.url).toBe(`/${'x'.repeat(1023)}...`);
  });

  test('any data is parsed without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const found = parseRequest(`GET /${rest}`);
        if (found !== null) expect(found.url).not.toMatch(/\s/);
        parseStatus(`HTTP/1.1 ${rest}`);
      }),
    );
  });
});

describe('the first line of a response', () => {
  test.each([
    ['HTTP/1.1 200 OK\r\n', 200],
    ['HTTP/1.0 404 Not Found\r\n', 404],
    ['HTTP/1.1 304\r\n', 304],
    ['HTTP/1.1 500', 500],
    ['HTTP/1.1 101 Switching Protocols\r\n', 101],
    // another one follows
    ['HTTP/1.1 100 Continue\r\n\r\n', null],
    ['HTTP/1.1 103 Early Hints\r\n', null],
    ['HTTP/1.1 2000 OK\r\n', null],
    ['HTTP/1.1 20', null],
    ['HTTP/2 200\r\n', null],
    ['GET / HTTP/1.1 200 OK', null],
    ['', null],
  ])('%j has the status %j', (data, status) => {
    expect(parseStatus(data)).toBe(status);
  });
});
