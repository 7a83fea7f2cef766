/** A range of IP addresses: the first `prefix` bits of `address`. */
export interface Network {
  readonly address: Uint8Array;
  readonly prefix: number;
}

/** Whether two addresses have the same family and bytes. */
export function isSameAddress(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether an address is in a network; never for the other address family. */
export function isInNetwork(address: Uint8Array, network: Network): boolean {
  if (address.length !== network.address.length) return false;
  const whole = network.prefix >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== network.address[i]) return false;
  const rest = network.prefix & 7;
  if (rest === 0) return true;
  const shift = 8 - rest;
  return (address[whole] as number) >> shift === (network.address[whole] as number) >> shift;
}

/** Parses an IPv4 or IPv6 address to its bytes in network order; null for any other text. */
export function parseAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | null {
  const groups = expandZeros(dottedToGroups(text));
  if (groups?.length !== 8 || !groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}

/** The text with an IPv4 address at its end written as two groups; unchanged if there is none. */
function dottedToGroups(text: string): string {
  const tail = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1] ?? '';
  const v4 = parseIpv4(tail);
  return v4 === null ? text : text.slice(0, -tail.length) + hexGroups(v4);
}

/** Groups of an IPv6 address, "::" filled with zeros; null if it stands for no group or occurs twice. */
function expandZeros(text: string): string[] | null {
  const [head = [], rest, more] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  if (rest === undefined) return head;
  const missing = 8 - head.length - rest.length;
  if (more !== undefined || missing < 1) return null;
  return [...head, ...new Array<string>(missing).fill('0'), ...rest];
}

function hexGroups(v4: Uint8Array): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4;
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** Parses address/prefix; null for any other text. */
export function parseNetwork(text: string): Network | null {
  const [before = '', length = '', more] = text.split('/');
  const address = parseAddress(before);
  if (address === null || more !== undefined || !/^\d{1,3}$/.test(length)) return null;
  const prefix = Number(length);
  return prefix <= address.length * 8 ? { address, prefix } : null;
}
