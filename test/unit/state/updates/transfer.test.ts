import { expect, test } from '@jest/globals';
import { AF, LOCAL, PEER, SOCK, SocketCalls, tuple, unixTuple } from '../../../helpers/socket-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const calls = new SocketCalls(SERVER, 20);
const UDP = calls.socket(AF.INET, SOCK.DGRAM);
const ENDS = '%fd.l4proto %fd.name %fd.cip %fd.cport %fd.sip %fd.sport %fd.is_server';
const OUT = tuple([LOCAL, 40001], [PEER, 53]);
const IN = tuple([PEER, 40001], [LOCAL, 53]);

test('the first sender over UDP is the client', () => {
  expect(lastPrinted(ENDS, ...UDP, ...calls.sendto(OUT))).toBe(
    'udp 10.0.0.1:40001->10.0.1.2:53 10.0.0.1 40001 10.0.1.2 53 false',
  );
});

test('the first receiver over UDP is the server', () => {
  expect(lastPrinted(ENDS, ...UDP, ...calls.recvfrom(IN))).toBe(
    'udp 10.0.1.2:40001->10.0.0.1:53 10.0.1.2 40001 10.0.0.1 53 true',
  );
});

test('later messages to other addresses change the other end', () => {
  const other = tuple([LOCAL, 40001], [PEER, 54]);
  expect(lastPrinted('%fd.name', ...UDP, ...calls.sendto(OUT), ...calls.sendto(other))).toBe(
    '10.0.0.1:40001->10.0.1.2:54',
  );
});

test('a failed message does not change the socket', () => {
  expect(lastPrinted('%fd.name %fd.connected', ...UDP, ...calls.recvfrom(IN, -11))).toBe(' false');
});

test('a connection over TCP keeps its ends', () => {
  const accepted = calls.accept(tuple([PEER, 50000], [LOCAL, 80]));
  expect(lastPrinted('%fd.name', ...accepted, ...calls.recvfrom(IN))).toBe('10.0.1.2:50000->10.0.0.1:80');
});

test('sendto on an unknown descriptor makes it a UDP socket', () => {
  expect(lastPrinted('%fd.typechar %fd.l4proto %fd.name', ...calls.sendto(OUT))).toBe(
    '4 udp 10.0.0.1:40001->10.0.1.2:53',
  );
  expect(lastPrinted('%fd.typechar', ...calls.sendto(unixTuple('/run/x')))).toBe('o');
});
