/** Checks what live capture needs from a machine. Facts are from the kernel unless another source is named. */

import { existsSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { SyssharkError } from '../errors.js';
import { type Capability, capabilitySet } from '../schema/capabilities.js';
import { isKernelSince } from './kernel-version.js';
import { loadAddon, type NativeAddon, type NativeProbe, type ProbeOptions } from './native.js';
import { hidesProcesses, showsHostPids } from './procfs/namespace.js';
import { findText } from './procfs/proc-text.js';

/** The outcome of a check: capture works, does not work, or works with a restriction. */
export type Outcome = 'good' | 'bad' | 'note';

/** What was checked, and the result. */
export interface Finding {
  readonly what: string;
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * The oldest kernel by architecture. Programs can refer to functions that helpers call since 5.13 (native/ebpf/repeat.bpf.h), and
 * exchange values on arm64 since 5.18.
 */
const OLDEST_KERNELS = { x64: [5, 13], arm64: [5, 18] } as const;
const ARCHITECTURES = Object.keys(OLDEST_KERNELS);
const BTF = '/sys/kernel/btf/vmlinux';
const LOCKDOWN = '/sys/kernel/security/lockdown';
/** What the probe needs: either all of these, or the one that they were split from in Linux 5.8. */
const NEEDED: readonly Capability[] = ['CAP_BPF', 'CAP_PERFMON'];
const NEEDED_BEFORE: Capability = 'CAP_SYS_ADMIN';
/** What remains unknown about running processes of other users without these. */
const USEFUL: readonly (readonly [Capability, string])[] = [
  ['CAP_SYS_PTRACE', 'executables, working directories, environments and descriptors'],
  ['CAP_DAC_READ_SEARCH', 'environments and descriptors'],
];

const finding = (what: string, isGood: boolean, text: string): Finding => ({
  what,
  outcome: isGood ? 'good' : 'bad',
  text,
});

function lookAtKernel(): Finding {
  const oldest = OLDEST_KERNELS[arch() === 'arm64' ? 'arm64' : 'x64'];
  const isGood = isKernelSince(oldest);
  return finding(
    'kernel',
    isGood,
    `${platform()} ${release()}${isGood ? '' : `; Linux ${oldest.join('.')} or newer is required`}`,
  );
}

function lookAtArchitecture(): Finding {
  const isKnown = ARCHITECTURES.includes(arch());
  return finding(
    'architecture',
    isKnown,
    isKnown ? arch() : `${arch()}; the probe supports ${ARCHITECTURES.join(' and ')}`,
  );
}

function lookAtBtf(): Finding {
  const isThere = existsSync(BTF);
  return finding(
    'type information',
    isThere,
    isThere ? BTF : `no ${BTF}: the kernel was built without CONFIG_DEBUG_INFO_BTF`,
  );
}

function lookAtCapabilities(): Finding {
  const what = 'capabilities';
  const text = /^CapEff:\s*([0-9a-f]+)/m.exec(findText('/proc/self/status') ?? '')?.[1];
  if (text === undefined) return { what, outcome: 'note', text: '/proc/self/status does not list them' };
  const held = BigInt(`0x${text}`);
  const lacks = (name: Capability): boolean => (held & capabilitySet([name])) === 0n;
  const missing = lacks(NEEDED_BEFORE) ? NEEDED.filter(lacks) : [];
  if (missing.length > 0)
    return {
      what,
      outcome: 'bad',
      text: `${missing.join(' and ')} missing; docs/PRIVILEGES.md shows how to grant them`,
    };
  const unknown = USEFUL.filter(([name]) => lacks(name)).map(([name, these]) => `no ${these} without ${name}`);
  if (unknown.length === 0) return { what, outcome: 'good', text: 'sufficient' };
  return { what, outcome: 'note', text: `for running processes of other users: ${unknown.join('; ')}` };
}

function lookAtLockdown(): Finding {
  const mode = /\[(\w+)\]/.exec(findText(LOCKDOWN) ?? '')?.[1] ?? 'none';
  const isFree = mode !== 'confidentiality';
  return finding('lockdown', isFree, isFree ? mode : `${mode}: eBPF programs cannot read kernel memory`);
}

function lookAtProc(): Finding {
  const what = 'pids';
  if (hidesProcesses('/proc'))
    return {
      what,
      outcome: 'note',
      text: '/proc hides processes of other users (hidepid): those already running have no names',
    };
  if (showsHostPids('/proc')) return { what, outcome: 'good', text: '/proc shows the pids of the host' };
  return {
    what,
    outcome: 'note',
    text: '/proc shows the pids of another namespace: processes already running have no names',
  };
}

const mib = (bytes: number): string => `${Math.floor(bytes / (1 << 20))} MiB`;

function lookAtRings({ ringBytes }: ProbeOptions): Finding {
  const count = cpus().length;
  return {
    what: 'ring buffers',
    outcome: 'good',
    text: `${count} of ${mib(ringBytes)}, ${mib(count * ringBytes)} in total (--buffer)`,
  };
}

/** What the loaded probe says of itself. */
function describeProbe({ queueBytes }: NativeAddon, probe: NativeProbe): Finding[] {
  const refused = probe.refusedPrograms();
  const isWhole = refused.length === 0;
  const text = isWhole
    ? 'all eBPF programs load'
    : `the kernel refuses ${refused.length} programs; their system calls are recorded as generic events: ${refused.join(' ')}`;
  return [
    {
      what: 'queue',
      outcome: 'good',
      text: `at most ${mib(queueBytes)}, used only while events arrive faster than they are written or printed; when it is half full, -z stores without compressing`,
    },
    { what: 'probe', outcome: isWhole ? 'good' : 'note', text },
  ];
}

function lookAtProbe(options: ProbeOptions): Finding[] {
  try {
    const addon = loadAddon();
    const probe = addon.open(options);
    try {
      return describeProbe(addon, probe);
    } finally {
      probe.close();
    }
  } catch (error) {
    if (!(error instanceof SyssharkError)) throw error;
    return [{ what: 'probe', outcome: 'bad', text: error.message }];
  }
}

/** Checks everything that a capture with these settings needs; the probe is loaded briefly. */
export function checkMachine(options: ProbeOptions): readonly Finding[] {
  return [
    lookAtKernel(),
    lookAtArchitecture(),
    lookAtBtf(),
    lookAtCapabilities(),
    lookAtLockdown(),
    lookAtProc(),
    lookAtRings(options),
    ...lookAtProbe(options),
  ];
}
