/** The only file that knows that there is an addon: finds it, checks that it belongs to this schema, and gives it types. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, SyssharkError } from '../errors.js';
import { schemaHash } from '../schema/emit/schema-hash.js';

/** What a filter asks of the registers of calls, and of the paths that they are given (filter/condition-program.ts). */
export interface CallConditions {
  readonly steps: Uint8Array;
  /** The step that enter and exit event begin with, by system call number. */
  readonly enters: Uint16Array;
  readonly exits: Uint16Array;
  /** Which argument is a path that is compared, counted from 1, by system call number; 0: none. */
  readonly pathArguments: Uint8Array;
  readonly prefixes: Uint8Array;
}

/** Which system calls are recorded. */
export interface Interest {
  /** One byte per system call number of this machine (run/interest.ts). */
  readonly calls: Uint8Array;
  /** What must hold of their registers and paths. */
  readonly conditions: CallConditions;
}

/** An open probe (native/probe.h). Everything but close() throws after close(). */
export interface NativeProbe {
  /**
   * Fills the slab (at least 128 KiB) with whole event blocks in the order of time and gives the bytes written; 0:
   * drained for now. Events of the last millisecond are left back, for older ones may still come from another CPU.
   */
  read(slab: Uint8Array): number;
  /** As read, but leaves nothing back: after detach(), until it gives 0. */
  flush(slab: Uint8Array): number;
  /** Calls `wake` when a ring has passed its watermark, once an edge; the rest is for a slow timer. Holds the process until close(). */
  onReadable(wake: () => void): void;
  /**
   * Has no more recorded of `count` threads than state needs, until they change (RejectedThreads.words). False where they were not
   * taken, since events came late: then they are to be judged again.
   */
  reject(verdicts: Uint32Array, count: number): boolean;
  /** Programs that the kernel refused, by the codes of their events: calls are recorded as generic events then, others not at all. */
  refusedPrograms(): readonly string[];
  /** Stops recording and keeps what is in the rings. */
  detach(): void;
  /** Counters, slots as in schema/stats.ts; further room is filled with the kernel's counters of each CPU in turn. */
  stats(into: BigUint64Array): void;
  /** Frees everything. Idempotent. */
  close(): void;
}

/** Settings of a probe. */
export interface ProbeOptions {
  /** Bytes of the ring of each CPU: a power of two, at least 128 KiB. */
  readonly ringBytes: number;
  /** Bytes kept of the data of one call, at most 65000. */
  readonly snaplen: number;
  /** Whether more is kept where ports or data tell of a protocol, and of all that goes over ports of this range (to 0: none). */
  readonly isSnaplenDynamic: boolean;
  readonly fullPortMin: number;
  readonly fullPortMax: number;
  /** Whether events that are no system calls are recorded: switches of the scheduler, deliveries of signals, page faults (x86_64 only). */
  readonly hasSwitches: boolean;
  readonly hasSignals: boolean;
  readonly hasPageFaults: boolean;
  /** Whether this process is recorded as any other. */
  readonly hasSelf: boolean;
  /** Whether its switches are, in any case, and those of others from which a followed thread gets a CPU: they tell when threads get it and lose it. */
  readonly hasOwnSwitches: boolean;
  /** Which system calls are recorded, from the first one on; null for all. */
  readonly interest: Interest | null;
  /** Whether verdicts on threads (NativeProbe.reject) are void when any thread changes, not only its own. */
  readonly areVerdictsStaleOnAnyChange: boolean;
  /** The process, by its number on the host, that alone is recorded, with all that descends from it; 0 for everybody. */
  readonly followed: number;
}

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  /** The group of the user's own; what further groups the user is in, the system knows. */
  readonly gid: number;
}

/** What the addon can do beside the probe (native/privileges.h). */
interface Accounts {
  /** The user of this name; null where there is none. */
  findAccount(name: string): Account | null;
  /** Has this process go on as that user, with the capabilities of `kept` (a bit each). Throws what the system says. */
  becomeAccount(account: Account, kept: number): void;
}

/** The loaded addon. */
export interface NativeAddon extends Accounts {
  readonly schemaHash: string;
  /** Loads and attaches. Throws SyssharkError: PRIVILEGE, NO_BTF or PROBE. */
  open(options: ProbeOptions): NativeProbe;
  /** Whether what is written to a descriptor, a pipe or socket, can still be read by anybody; true for any other. */
  hasReader(fd: number): boolean;
}

interface AddonExports extends Accounts {
  readonly schemaHash: string;
  readonly hasReader: (fd: number) => boolean;
  readonly NativeProbe: new (options: ProbeOptions) => NativeProbe;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where an addon may lie in the package: one that was built here goes before the one that was shipped. */
const PLACES = ['build/Release/sysshark.node', `prebuilds/${process.platform}-${process.arch}.node`];
const WAY_OUT = `build it: "npm run build:native" in ${ROOT} (bin/setup installs what that needs)`;

/** Codes of native/diagnosis.c that have one of ours. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = { EPERM: 'PRIVILEGE', NO_BTF: 'NO_BTF' };

/** What the addon throws (native/addon.cc): a message for people and a code for us. */
interface AddonError {
  readonly code: string;
  readonly message: string;
}

function findAddon(): AddonExports {
  const path = PLACES.map((place) => join(ROOT, place)).find((candidate) => existsSync(candidate));
  if (path === undefined)
    throw new SyssharkError('NO_ADDON', `no capture addon for ${process.platform}-${process.arch}; ${WAY_OUT}`);
  try {
    return createRequire(import.meta.url)(path) as AddonExports;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new SyssharkError('NO_ADDON', `cannot load the capture addon (${reason}); ${WAY_OUT}`, { cause: error });
  }
}

function openProbe(addon: AddonExports, options: ProbeOptions): NativeProbe {
  try {
    return new addon.NativeProbe(options);
  } catch (error) {
    const { code, message } = error as AddonError;
    throw new SyssharkError(ERROR_CODES[code] ?? 'PROBE', message, { cause: error });
  }
}

/** The addon of this machine. Throws SyssharkError NO_ADDON where there is none that loads and was built from this schema. */
export function loadAddon(): NativeAddon {
  const addon = findAddon();
  if (addon.schemaHash !== schemaHash())
    throw new SyssharkError('NO_ADDON', `the capture addon was built from another event table; ${WAY_OUT}`);
  const { findAccount, becomeAccount, hasReader } = addon;
  return {
    schemaHash: addon.schemaHash,
    open: (options) => openProbe(addon, options),
    findAccount,
    becomeAccount,
    hasReader,
  };
}
