import { isZeroAddress } from '../decode/address.js';
import type { InterfaceRecord } from '../scap/header.js';
import type { FdInfo } from './fd-info.js';
import { isIpSocket } from './fd-name.js';

const LOOPBACK_IPV4 = new Uint8Array([127, 0, 0, 1]);
const LOOPBACK_IPV6 = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
/** The reference compares IPv6 networks by their first 64 bits, whatever the netmask. */
const IPV6_NETWORK = 8;

/** Whether two addresses have the same bytes. */
export function isSameAddress(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isSameNetwork(face: InterfaceRecord, peer: Uint8Array): boolean {
  if (peer.length === 16) return isSameAddress(face.address.subarray(0, IPV6_NETWORK), peer.subarray(0, IPV6_NETWORK));
  for (let i = 0; i < peer.length; i++) {
    const mask = face.netmask[i] as number;
    if (((face.address[i] as number) & mask) !== ((peer[i] as number) & mask)) return false;
  }
  return true;
}

/** The machine's address that most likely talks to `peer`: the same address, one in its network, or the first that is not loopback. */
function inferAddress(interfaces: readonly InterfaceRecord[], peer: Uint8Array): Uint8Array {
  const mine = interfaces.filter((face) => face.address.length === peer.length);
  const loopback = peer.length === 4 ? LOOPBACK_IPV4 : LOOPBACK_IPV6;
  const found =
    mine.find((face) => isSameAddress(face.address, peer)) ??
    mine.find((face) => isSameNetwork(face, peer)) ??
    mine.find((face) => !isSameAddress(face.address, loopback));
  return found?.address ?? new Uint8Array(peer.length);
}

/** Fills an all-zero end of a tuple with an address of the machine (STATE.md#connections). */
export function fillZeroAddress(fd: FdInfo, interfaces: readonly InterfaceRecord[]): void {
  if (!isIpSocket(fd)) return;
  const { sourceIp, destinationIp } = fd;
  if (sourceIp === null || destinationIp === null) return;
  const isSourceZero = isZeroAddress(sourceIp);
  if (!isSourceZero && !isZeroAddress(destinationIp)) return;
  const peer = isSourceZero ? destinationIp : sourceIp;
  const own = inferAddress(interfaces, peer);
  if (isSameAddress(own, peer) && fd.sourcePort === fd.destinationPort) return;
  if (isSourceZero) fd.sourceIp = own;
  else fd.destinationIp = own;
}
