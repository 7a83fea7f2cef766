import { expect, test } from '@jest/globals';
import { L4_PROTO } from '../../../../src/schema/fd-types.js';
import { EventRun } from '../../../helpers/event-run.js';
import { int } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { sampleHeader } from '../../../helpers/sample-machine.js';
import {
  AF,
  address,
  LOCAL,
  PEER,
  PEER6,
  SOCK,
  SocketCalls,
  tuple,
  unixAddress,
  unixTuple,
} from '../../../helpers/socket-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const EINPROGRESS = -115;
const calls = new SocketCalls(SERVER, 20);
const ENDS = '%fd.typechar %fd.l4proto %fd.name %fd.cip %fd.cport %fd.sip %fd.sport %fd.is_server';
/** Before the digits of an IPv4 address that is mapped to IPv6. */
const MAPPED = '00000000000000000000ffff';
const CONNECTED = tuple([LOCAL, 40001], [PEER, 80]);

test.each([
  [AF.INET, SOCK.STREAM, 0, { type: 'IPV4_SOCK', l4proto: L4_PROTO.TCP }],
  [AF.INET, SOCK.DGRAM, 0, { type: 'IPV4_SOCK', l4proto: L4_PROTO.UDP }],
  [AF.INET6, SOCK.STREAM, 0, { type: 'IPV6_SOCK', l4proto: L4_PROTO.TCP }],
  [AF.INET, SOCK.RAW, 1, { type: 'IPV4_SOCK', l4proto: L4_PROTO.RAW }],
  [AF.INET, SOCK.STREAM, 17, { type: 'IPV4_SOCK', l4proto: L4_PROTO.UDP }],
  [AF.INET, SOCK.DGRAM, 1, { type: 'IPV4_SOCK', l4proto: L4_PROTO.ICMP }],
  [AF.INET, SOCK.DGRAM, 99, { type: 'IPV4_SOCK', l4proto: L4_PROTO.UNKNOWN }],
  [AF.INET, 5, 0, { type: 'IPV4_SOCK', l4proto: L4_PROTO.UNKNOWN }],
  [AF.INET, SOCK.STREAM | 0x800, 0, { type: 'IPV4_SOCK', l4proto: L4_PROTO.TCP }],
  [AF.UNIX, SOCK.STREAM, 0, { type: 'UNIX_SOCK', l4proto: L4_PROTO.UNKNOWN }],
  [AF.NETLINK, SOCK.RAW, 0, { type: 'NETLINK', l4proto: L4_PROTO.UNKNOWN }],
  [AF.PACKET, SOCK.RAW, 0, { type: 'UNKNOWN', l4proto: L4_PROTO.UNKNOWN }],
])('socket(%d, %d, %d) makes %j', (domain, type, protocol, kind) => {
  const run = new EventRun(sampleHeader());
  for (const event of calls.socket(domain, type, protocol)) run.apply(event);
  expect(run.evt.fd).toMatchObject(kind);
});

test('a bound socket is a server', () => {
  const bound = calls.bind(address([LOCAL, 80]));
  expect(lastPrinted(ENDS, ...calls.socket(AF.INET, SOCK.STREAM), ...bound, calls.read())).toBe(
    '4 tcp 10.0.0.1:80 <NA> <NA> 10.0.0.1 80 true',
  );
});

test('a bind without a port, or a failed one, makes no server', () => {
  for (const bound of [calls.bind(address([LOCAL, 0])), calls.bind(address([LOCAL, 80]), -98)])
    expect(lastPrinted('%fd.sport', ...calls.socket(AF.INET, SOCK.STREAM), ...bound, calls.read())).toBe('<NA>');
});

test('a connected socket is a client, even before the connection is complete', () => {
  for (const result of [0, EINPROGRESS]) {
    const connected = calls.connect(address([PEER, 80]), CONNECTED, result);
    expect(lastPrinted(ENDS, ...calls.socket(AF.INET, SOCK.STREAM), ...connected, calls.read())).toBe(
      '4 tcp 10.0.0.1:40001->10.0.1.2:80 10.0.0.1 40001 10.0.1.2 80 false',
    );
  }
});

test('a failed connect does not connect', () => {
  const failed = calls.connect(address([PEER, 80]), CONNECTED, -111);
  const format = '%fd.connected %fd.name';
  expect(lastPrinted(format, ...calls.socket(AF.INET, SOCK.STREAM), ...failed, calls.read())).toBe('false ');
});

test('a connection over IPv6 has IPv6 ends', () => {
  const ends = tuple([PEER6, 40001], [PEER6, 80]);
  const connected = calls.connect(address([PEER6, 80]), ends);
  expect(lastPrinted(ENDS, ...calls.socket(AF.INET6, SOCK.STREAM), ...connected, calls.read())).toBe(
    '6 tcp 2001:db8::2:40001->2001:db8::2:80 2001:db8::2 40001 2001:db8::2 80 false',
  );
});

test('a socket keeps its protocol when it connects to another address family, and back', () => {
  const made = calls.socket(AF.INET6, SOCK.DGRAM);
  const over4 = calls.connect(address([PEER, 53]), tuple([LOCAL, 40001], [PEER, 53]));
  const over6 = calls.connect(address([PEER6, 53]), tuple([PEER6, 40001], [PEER6, 53]));
  const format = '%evt.arg.fd %fd.l4proto';
  expect(lastPrinted(format, ...made, ...over4, calls.read())).toBe('<4u>10.0.0.1:40001->10.0.1.2:53 udp');
  expect(lastPrinted(format, ...made, ...over4, ...over6, calls.read())).toBe(
    '<6u>2001:db8::2:40001->2001:db8::2:53 udp',
  );
});

test('an IPv6 socket that connects to an IPv4 address is named by both ends', () => {
  const ends = tuple([MAPPED + LOCAL, 40000], [MAPPED + PEER, 443]);
  const connected = calls.connect(address([MAPPED + PEER, 443]), ends);
  expect(lastPrinted(ENDS, ...calls.socket(AF.INET6, SOCK.STREAM), ...connected, calls.read())).toBe(
    '4 tcp 10.0.0.1:40000->10.0.1.2:443 10.0.0.1 40000 10.0.1.2 443 false',
  );
});

test('an accepted connection is the end of the server', () => {
  expect(lastPrinted(ENDS, ...calls.accept(tuple([PEER, 50000], [LOCAL, 80])), calls.read())).toBe(
    '4 tcp 10.0.1.2:50000->10.0.0.1:80 10.0.1.2 50000 10.0.0.1 80 true',
  );
});

test('unix sockets are named by their path', () => {
  const format = '%fd.typechar %fd.name';
  const connected = calls.connect(unixAddress('/run/x'), unixTuple('/run/x'));
  expect(lastPrinted(format, ...calls.socket(AF.UNIX, SOCK.STREAM), ...connected, calls.read())).toBe(
    'u a1->b2 /run/x',
  );
  expect(lastPrinted(format, ...calls.accept(unixTuple('/run/y')), calls.read())).toBe('u a1->b2 /run/y');
});

test('socketpair makes two sockets', () => {
  const values = { res: int(0, 8), fd1: int(20, 8), fd2: int(21, 8), source: int(0xa1, 8), peer: int(0xb2, 8) };
  const made = [namedEvent('SOCKETPAIR_E', SERVER), namedEvent('SOCKETPAIR_X', SERVER, values)];
  for (const fd of [20, 21]) expect(lastPrinted('%fd.typechar', ...made, new SocketCalls(SERVER, fd).read())).toBe('u');
  expect(lastPrinted('%fd.typechar', ...made, new SocketCalls(SERVER, 22).read())).toBe('o');
});
