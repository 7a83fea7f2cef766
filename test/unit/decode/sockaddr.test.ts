import { describe, expect, test } from '@jest/globals';
import { NUMERIC_ENDS, portNames } from '../../../src/decode/end-text.js';
import { EventView } from '../../../src/decode/event-view.js';
import { renderSockaddr, renderSocktuple, tupleFamily } from '../../../src/decode/sockaddr.js';
import { EVT } from '../../../src/schema/events.js';
import { L4_PROTO } from '../../../src/schema/fd-types.js';
import { batchOf } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

/** A view on an event whose parameter 1 is a socket address or tuple. */
function viewOf(type: number, hex: string): EventView {
  const view = new EventView();
  view.read(batchOf([{ type, params: [int(0, 8), Buffer.from(hex, 'hex')] }]), 0);
  return view;
}

describe('the text of a socket address', () => {
  test.each([
    ['', 'NULL'],
    ['020a0000010050', '10.0.0.1:20480'],
    ['020a00000150', 'INVALID IPv4'],
    ['0a0000', 'INVALID IPv6'],
    ['0a000000000000000000000000000000013500', '::1:53'],
    ['012f72756e00', '/run'],
    ['012f01720075006e', '/r'],
    ['10', 'family 16'],
  ])('%s is %s', (hex, text) => {
    expect(renderSockaddr(viewOf(EVT.CONNECT_E, hex), 1, NUMERIC_ENDS, L4_PROTO.TCP)).toBe(text);
  });
});

describe('the text of a socket tuple', () => {
  test.each([
    ['', 'NULL'],
    ['020a000001500008080808bb01', '10.0.0.1:80->8.8.8.8:443'],
    ['0200', 'INVALID IPv4'],
    ['0a00', 'INVALID IPv6'],
    ['01', 'INVALID UNIX'],
    ['010100000000000000000000000000000000', '1->0 '],
    ['01208403c40388ffff00000000000000002f7800', 'ffff8803c4038420->0 /x'],
    ['11', 'family 17'],
  ])('%s is %s', (hex, text) => {
    expect(renderSocktuple(viewOf(EVT.CONNECT_X, hex), 1, NUMERIC_ENDS, L4_PROTO.TCP)).toBe(text);
  });

  test('a unix tuple that is too short has no family', () => {
    expect(tupleFamily(viewOf(EVT.CONNECT_X, '0100'), 1)).toBe(-1);
  });
});

test('ports have the first name of their protocol, or are numbers if there is none', () => {
  const ports = portNames([
    { name: 'exec', port: 512, protocol: 'tcp' },
    { name: 'biff', port: 512, protocol: 'udp' },
    { name: 'other', port: 512, protocol: 'udp' },
  ]);
  expect([L4_PROTO.TCP, L4_PROTO.UDP, L4_PROTO.UNKNOWN].map((l4proto) => ports(512, l4proto))).toEqual([
    'exec',
    'biff',
    'exec',
  ]);
  expect(ports(513, L4_PROTO.TCP)).toBe('513');
  expect(
    renderSockaddr(viewOf(EVT.CONNECT_E, '020a0000010002'), 1, { ...NUMERIC_ENDS, port: ports }, L4_PROTO.UDP),
  ).toBe('10.0.0.1:biff');
});
