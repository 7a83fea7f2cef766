import { expect, test } from '@jest/globals';
import type { RawEvent, RawValue } from './events.js';
import { describeNative, expectProgram, makeFolder } from './harness.js';

/** The two sockets and the name in a tuple of unix sockets. */
function unixTuple(value: RawValue | undefined): { first: bigint; second: bigint; name: string } {
  const bytes = Buffer.from(value as string, 'latin1');
  expect(bytes[0]).toBe(1);
  return { first: bytes.readBigUInt64LE(1), second: bytes.readBigUInt64LE(9), name: bytes.toString('latin1', 17) };
}

const named = (events: readonly RawEvent[], code: string): RawEvent[] => events.filter((event) => event.code === code);

describeNative('sockets', () => {
  test.each(['4', '6'])('TCP connections over IPv%s have tuples and the state of the queue', async (version) => {
    await expectProgram('tcp', [version]);
  });

  test.each(['4', '6'])('datagrams over IPv%s: single ones, as messages, and many per call', async (version) => {
    await expectProgram('udp', [version]);
  });

  test('sockets of other families have no addresses', async () => {
    await expectProgram('other-families');
  });

  test('the values of options have the type of the option', async () => {
    await expectProgram('options');
  });

  test('unix sockets have the kernel addresses of both ends and the name of the receiving one', async () => {
    const folder = makeFolder();
    try {
      const events = await expectProgram('unix-sockets', [folder.path]);
      const pair = named(events, 'SOCKETPAIR_X')[0]!.params;
      const [inPair, byName] = named(events, 'SENDTO_E').map((event) => unixTuple(event.params['tuple']));
      expect(pair['source']).not.toBe(0n);
      expect(inPair).toEqual({ first: pair['peer'], second: pair['source'], name: '\0' });
      expect(byName).toMatchObject({ first: 0n, name: `${folder.path}/datagram\0` });
      const connects = named(events, 'CONNECT_X').map((event) => unixTuple(event.params['tuple']));
      const accepts = named(events, 'ACCEPT_5_X').map((event) => unixTuple(event.params['tuple']));
      expect(connects.map(({ name }) => name)).toEqual([`${folder.path}/stream\0`, 'hidden\0']);
      expect(accepts).toEqual(connects);
    } finally {
      folder.remove();
    }
  });
});
