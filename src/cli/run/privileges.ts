import { SyssharkError } from '../../errors.js';
import type { Capability } from '../../schema/capabilities.js';
import { type Account, becomeAccount, findAccount, lookUpAccount } from '../../source/account.js';
import { isKernelSince } from '../../source/kernel-version.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';

/** The probe's counters can be read without a capability since then, whatever kernel.unprivileged_bpf_disabled says. */
const COUNTERS_ARE_FREE = [5, 19] as const;
/** The largest id; the one above it stands for none (setresuid(2)). */
const MAX_ID = 2 ** 32 - 2;
const REFUSALS: readonly unknown[] = ['EACCES', 'EPERM'];

/** Who a live capture goes on as once nothing needs root any more. */
export class Successor {
  private readonly account: Account;
  /** Whether -Z names it; otherwise it is the caller of sudo. */
  private readonly isNamed: boolean;

  constructor(account: Account, isNamed: boolean) {
    this.account = account;
    this.isNamed = isNamed;
  }

  /** Who a captured command runs as; null where that is root: sudo was asked to run it. */
  get ofCommand(): Account | null {
    return this.isNamed ? this.account : null;
  }

  /** Gives up root for good: the probe must be attached and /proc read. Throws SyssharkError PRIVILEGE. */
  takeOver({ command }: RunOptions): void {
    const kept: Capability[] = [];
    // to end a command that root runs
    if (command.length > 0 && this.ofCommand === null) kept.push('CAP_KILL');
    if (!isKernelSince(COUNTERS_ARE_FREE)) kept.push('CAP_BPF');
    becomeAccount(this.account, kept);
  }

  /** An error; one of writing that the system did not permit says whom, and the way out. */
  explain(error: unknown): unknown {
    if (!(error instanceof SyssharkError) || error.code !== 'IO') return error;
    if (!REFUSALS.includes((error.cause as NodeJS.ErrnoException | undefined)?.code)) return error;
    const who = `${this.account.name}${this.isNamed ? '' : ', who called sudo'}`;
    return new SyssharkError('IO', `${error.message}: the file is written as ${who} (as root with -Z root)`, {
      cause: error,
    });
  }
}

/** The id that sudo says its caller has; null where it says nothing. Throws SyssharkError PRIVILEGE where it is none: root would be kept. */
function idOfSudo(env: ProcessIo['env'], name: 'SUDO_UID' | 'SUDO_GID'): number | null {
  const text = env[name] ?? '';
  if (text === '') return null;
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (id <= MAX_ID) return id;
  throw noCaller(`${name} is not an id from 0 to ${MAX_ID}`);
}

function noCaller(reason: string): SyssharkError {
  return new SyssharkError('PRIVILEGE', `cannot switch to the user who called sudo: ${reason}; name a user with -Z`);
}

/** The user that sudo says it was called by; null where root or nobody called it. Throws SyssharkError PRIVILEGE where that makes no sense. */
function callerOfSudo(env: ProcessIo['env']): Account | null {
  const uid = idOfSudo(env, 'SUDO_UID');
  if (uid === null || uid === 0) return null;
  const gid = idOfSudo(env, 'SUDO_GID');
  if (gid === null) throw noCaller('SUDO_UID is set, but SUDO_GID is not');
  const known = lookUpAccount(env['SUDO_USER'] ?? '');
  // the name decides on the groups
  if (known !== null && known.uid !== uid) throw noCaller('SUDO_USER does not have the id SUDO_UID');
  return { name: known?.name ?? String(uid), uid, gid };
}

/**
 * Who a live capture goes on as: whom -Z names, else who called sudo; null where it stays who it is. Throws SyssharkError where -Z
 * names nobody (USAGE) or somebody whom only root could become, or what sudo says makes no sense (PRIVILEGE).
 */
export function chooseSuccessor({ user }: RunOptions, { env, isRoot }: ProcessIo): Successor | null {
  if (user === null && !isRoot) return null;
  const account = user === null ? callerOfSudo(env) : findAccount(user);
  if (account === null || account.uid === 0) return null;
  if (isRoot) return new Successor(account, user !== null);
  throw new SyssharkError('PRIVILEGE', `-Z ${user} requires root`);
}
