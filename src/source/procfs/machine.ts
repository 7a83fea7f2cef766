import { cpus, hostname, networkInterfaces, totalmem } from 'node:os';
import type { InterfaceRecord, MachineInfo } from '../../scap/header.js';
import { findLines } from './proc-text.js';

const IPV6_SIZE = 16;
const NS_PER_S = 1_000_000_000n;

/** Processors, memory, name and boot time of this machine. */
export function scanMachineInfo(proc: string): MachineInfo {
  const boot = findLines(`${proc}/stat`).find((line) => line.startsWith('btime '));
  return {
    cpus: Math.max(1, cpus().length),
    memoryBytes: totalmem(),
    hostname: Buffer.from(hostname(), 'utf8').toString('latin1'),
    bootTime: BigInt(boot?.slice('btime '.length) ?? 0) * NS_PER_S,
  };
}

function parseIpv4(text: string): Uint8Array {
  return Uint8Array.from(text.split('.'), Number);
}

function scanIpv4(): InterfaceRecord[] {
  const records: InterfaceRecord[] = [];
  for (const [name, entries] of Object.entries(networkInterfaces())) {
    for (const entry of entries ?? []) {
      if (entry.family !== 'IPv4') continue;
      const address = parseIpv4(entry.address);
      const netmask = parseIpv4(entry.netmask);
      // a loopback interface has no broadcast address; the system then returns its own
      const broadcast = entry.internal ? address : address.map((byte, i) => byte | (~(netmask[i] ?? 0) & 0xff));
      records.push({ family: 4, address, netmask, broadcast, linkSpeed: 0n, name });
    }
  }
  return records;
}

function prefixMask(bits: number): Uint8Array {
  return Uint8Array.from({ length: IPV6_SIZE }, (_, i) => 0xff & ~(0xff >> Math.min(8, Math.max(0, bits - 8 * i))));
}

/** Lines of if_inet6: address, index, prefix length, scope and flags in hexadecimal, name. */
function scanIpv6(proc: string): InterfaceRecord[] {
  const records: InterfaceRecord[] = [];
  for (const line of findLines(`${proc}/net/if_inet6`)) {
    const [address, , prefix, , , name] = line.trim().split(/\s+/);
    if (address === undefined || prefix === undefined || name === undefined) continue;
    const netmask = prefixMask(Number.parseInt(prefix, 16));
    const broadcast = new Uint8Array(IPV6_SIZE);
    records.push({ family: 6, address: Buffer.from(address, 'hex'), netmask, broadcast, linkSpeed: 0n, name });
  }
  return records;
}

/** Addresses of this machine's network interfaces that are up. */
export function scanInterfaces(proc: string): InterfaceRecord[] {
  return [...scanIpv4(), ...scanIpv6(proc)];
}
