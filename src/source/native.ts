/** The only file that knows the addon: finds it, checks that it was built from this schema, and gives it types. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, SyssharkError } from '../errors.js';
import { SCHEMA_HASH } from '../schema/generated/schema-hash.js';

/** A filter's conditions on the registers and paths of system calls (filter/condition-program.ts). */
export interface CallConditions {
  readonly steps: Uint8Array;
  /** The first step for enter and exit events, by system call number. */
  readonly enters: Uint16Array;
  readonly exits: Uint16Array;
  /** Number of the argument whose path is compared, from 1, by system call number; 0 for none. */
  readonly pathArguments: Uint8Array;
  readonly prefixes: Uint8Array;
}

/** Which system calls are recorded. */
export interface Interest {
  /** One byte per system call number of this machine (run/interest.ts). */
  readonly calls: Uint8Array;
  /** Conditions on their registers and paths. */
  readonly conditions: CallConditions;
}

/** An open probe (native/probe.h). Everything but close() throws after close(). */
export interface NativeProbe {
  /**
   * Fills the slab (at least 128 KiB) with whole event blocks, ordered by time, and returns the bytes written; 0 if there are
   * none for now. Events of the last millisecond are held back, because older ones may still arrive from another CPU.
   * They come from the rings, or from a queue in memory: from onReadable() on, a thread moves events there when a ring is
   * a quarter full because nothing has been read for long.
   */
  read(slab: Uint8Array): number;
  /** As read, but holds nothing back: for use after detach(), until it returns 0. */
  flush(slab: Uint8Array): number;
  /** Memory that the queue takes at the moment, in bytes; 0 if it is empty. */
  queued(): number;
  /** Calls `wake` each time a ring passes its watermark; poll slowly for the rest. Keeps the process alive until close(). */
  onReadable(wake: () => void): void;
  /**
   * Limits what is recorded of `count` threads or processes to what state needs, until they change (RejectedThreads.words).
   * False if the verdicts were not accepted because events came late: they must be determined again.
   */
  reject(verdicts: Uint32Array, count: number): boolean;
  /** Ends the time before the first verdicts, in which every thread counts as rejected if tables are learnt (ProbeOptions). */
  begin(): void;
  /** Programs that the kernel refused, by event code: their system calls are recorded as generic events, other events not at all. */
  refusedPrograms(): readonly string[];
  /** Stops recording; events in the rings are kept. */
  detach(): void;
  /**
   * Copies the counters (slots: schema/stats.ts). Those of events are as of the moment at which the events that were
   * delivered last were read from the rings.
   */
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
  /** Whether more is kept if ports or data indicate a known protocol, and the ports of which more is always kept (max 0: none). */
  readonly isSnaplenDynamic: boolean;
  readonly fullPortMin: number;
  readonly fullPortMax: number;
  /** Whether events other than system calls are recorded: context switches, signal deliveries, page faults (x86_64 only). */
  readonly hasSwitches: boolean;
  readonly hasSignals: boolean;
  readonly hasPageFaults: boolean;
  /** Whether events of this process are recorded, too. */
  readonly hasSelf: boolean;
  /** Whether those of the process that started this one are left out as well. */
  readonly hidesParent?: boolean;
  /** Whether those of processes that these two start are left out, too. */
  readonly hidesHelpers?: boolean;
  /** Which system calls are recorded from the start; null for all. */
  readonly interest: Interest | null;
  /** Whether a verdict on a thread (NativeProbe.reject) becomes stale when any thread changes, not only when that thread does. */
  readonly areVerdictsStaleOnAnyChange: boolean;
  /**
   * Whether calls that change descriptors are not recorded of rejected processes. When a process is no longer rejected, records
   * describe its descriptors (decode/table-record.ts).
   */
  readonly learnsTables: boolean;
  /** Pid (on the host) of the process to record with its descendants; 0 for all processes. */
  readonly followed: number;
  /** What calls the programs of system calls, other than what suits the kernel: as on one that may preempt them. For tests. */
  readonly callHooks?: 'perf' | 'substituted';
}

/** A user of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  /** The primary group; the system knows the supplementary groups. */
  readonly gid: number;
}

/** Functions of the addon besides the probe (native/privileges.h). */
interface Accounts {
  /** The user with this name; null if there is none. */
  findAccount(name: string): Account | null;
  /** Switches this process to that user and keeps the capabilities in `kept` (one bit each). Throws the system's error. */
  becomeAccount(account: Account, kept: number): void;
}

/** The loaded addon. */
export interface NativeAddon extends Accounts {
  readonly schemaHash: string;
  /** The most memory that the queue of a probe takes on this machine, in bytes. */
  readonly queueBytes: number;
  /** Loads and attaches. Throws SyssharkError: PRIVILEGE, NO_BTF or PROBE. */
  open(options: ProbeOptions): NativeProbe;
  /** Whether a pipe or socket still has a reader; true for other descriptors. */
  hasReader(fd: number): boolean;
  /** Gives back the space of a file's bytes from `start` up to `end`, which then read as 0. Throws the system's error. */
  punchHole(fd: number, start: number, end: number): void;
}

interface AddonExports extends Accounts {
  readonly schemaHash: string;
  readonly prepare: () => void;
  readonly queueBytes: number;
  readonly hasReader: (fd: number) => boolean;
  readonly punchHole: (fd: number, start: number, end: number) => void;
  readonly NativeProbe: new (options: ProbeOptions) => NativeProbe;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the addon may be: one that was built here is preferred to that of the package. */
const PLACES = ['build/Release/sysshark.node', `prebuilds/${process.platform}-${process.arch}.node`];
const WAY_OUT = `build it: "npm run build:native" in ${ROOT} (bin/setup installs the build tools)`;

/** Error codes for those of native/diagnosis.c. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = { EPERM: 'PRIVILEGE', NO_BTF: 'NO_BTF' };

/** An error that the addon throws (native/addon.cc): a message for users and a code. */
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

/** Loads the addon. Throws SyssharkError NO_ADDON if there is none, it cannot be loaded, or it was built from another schema. */
export function loadAddon(): NativeAddon {
  const addon = findAddon();
  if (addon.schemaHash !== SCHEMA_HASH)
    throw new SyssharkError('NO_ADDON', `the capture addon was built from another event table; ${WAY_OUT}`);
  const { findAccount, becomeAccount, hasReader, punchHole } = addon;
  return {
    schemaHash: addon.schemaHash,
    queueBytes: addon.queueBytes,
    open: (options) => openProbe(addon, options),
    findAccount,
    becomeAccount,
    hasReader,
    punchHole,
  };
}

/** Begins to prepare a probe in a thread, before its options are known. If that fails, opening it says why. */
export function prepareProbe(): void {
  try {
    findAddon().prepare();
  } catch {
    // no addon
  }
}
