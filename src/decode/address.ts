/** IP addresses as stored in events and captures: raw bytes in network order. */
const IPV4_LENGTH = 4;
const IPV6_LENGTH = 16;
const IPV6_GROUPS = 8;
const MAPPED_PREFIX = 10;

/** Four bytes at `at` in dotted form. */
export function renderIpv4(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function groupAt(bytes: Uint8Array, at: number, index: number): number {
  return ((bytes[at + 2 * index] as number) << 8) | (bytes[at + 2 * index + 1] as number);
}

function zeroRun(bytes: Uint8Array, at: number, from: number): number {
  let end = from;
  while (end < IPV6_GROUPS && groupAt(bytes, at, end) === 0) end++;
  return end - from;
}

/** The first of the longest runs of zero groups; a single group is not shortened (RFC 5952 §4.2). */
function longestZeroRun(bytes: Uint8Array, at: number): { start: number; length: number } {
  let start = -1;
  let length = 1;
  for (let i = 0; i < IPV6_GROUPS; i++) {
    const run = zeroRun(bytes, at, i);
    if (run > length) {
      start = i;
      length = run;
    }
    i += run;
  }
  return { start, length };
}

/** Sixteen bytes at `at`, formatted like inet_ntop of the C library: embedded IPv4 in dotted form. */
export function renderIpv6(bytes: Uint8Array, at: number): string {
  const { start, length } = longestZeroRun(bytes, at);
  const isDotted = start === 0 && (length === 6 || (length === 5 && groupAt(bytes, at, 5) === 0xffff));
  const groups = isDotted ? 6 : IPV6_GROUPS;
  let text = '';
  for (let i = 0; i < groups; i++) {
    if (i === start) {
      text += '::';
      i += length - 1;
      continue;
    }
    if (text !== '' && !text.endsWith(':')) text += ':';
    text += groupAt(bytes, at, i).toString(16);
  }
  if (!isDotted) return text;
  return `${text.endsWith(':') ? text : `${text}:`}${renderIpv4(bytes, at + 12)}`;
}

/** Text of an address of 4 or 16 bytes. */
export function renderAddress(address: Uint8Array): string {
  return address.length === IPV4_LENGTH ? renderIpv4(address, 0) : renderIpv6(address, 0);
}

/** Whether every byte of an address is zero. */
export function isZeroAddress(address: Uint8Array): boolean {
  for (let i = 0; i < address.length; i++) if (address[i] !== 0) return false;
  return true;
}

/** Whether the reference takes sixteen bytes at `at` for an IPv4 address: ten zero bytes, then ff ff, or all zeros. */
export function isMappedIpv4(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAPPED_PREFIX; i++) if (bytes[at + i] !== 0) return false;
  if (bytes[at + 10] === 0xff && bytes[at + 11] === 0xff) return true;
  for (let i = MAPPED_PREFIX; i < IPV6_LENGTH; i++) if (bytes[at + i] !== 0) return false;
  return true;
}
