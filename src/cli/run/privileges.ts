import { SyssharkError } from '../../errors.js';
import type { Capability } from '../../schema/capabilities.js';
import { type Account, becomeAccount, findAccount, lookUpAccount, ownHome } from '../../source/account.js';
import { isKernelSince } from '../../source/kernel-version.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';

/** From this kernel on, the probe's counters can be read without a capability, whatever kernel.unprivileged_bpf_disabled is. */
const COUNTERS_ARE_FREE = [5, 19] as const;
/** The largest id; the next number means "no change" (setresuid(2)). */
const MAX_ID = 2 ** 32 - 2;
const REFUSALS: readonly unknown[] = ['EACCES', 'EPERM'];

/** The switch of a live capture to another user once root is no longer needed. */
export class PrivilegeDrop {
  readonly account: Account;
  /** Whether -Z names the account; otherwise it is that of the user who called sudo. */
  private readonly isNamed: boolean;

  constructor(account: Account, isNamed: boolean) {
    this.account = account;
    this.isNamed = isNamed;
  }

  /** The user that a captured command runs as; null for root: without -Z, a command under sudo runs as root. */
  get commandAccount(): Account | null {
    return this.isNamed ? this.account : null;
  }

  /** Gives up root permanently; call it once the probe is attached and /proc has been read. Throws SyssharkError PRIVILEGE. */
  apply({ command, source }: RunOptions): void {
    const kept: Capability[] = [];
    // to end a command that runs as root
    if (command.length > 0 && this.commandAccount === null) kept.push('CAP_KILL');
    if (source.usesProbe && !isKernelSince(COUNTERS_ARE_FREE)) kept.push('CAP_BPF');
    becomeAccount(this.account, kept);
  }

  /** Gives up root permanently, and all that belongs to it: settings and credentials are those of the user then. Throws SyssharkError PRIVILEGE. */
  applyWhole(): void {
    becomeAccount(this.account, []);
    process.env['HOME'] = ownHome();
  }

  /** The error to report: if writing was not permitted, it also names the user and a remedy. */
  explain(error: unknown): unknown {
    if (!(error instanceof SyssharkError) || error.code !== 'IO') return error;
    if (!REFUSALS.includes((error.cause as NodeJS.ErrnoException | undefined)?.code)) return error;
    const who = `${this.account.name}${this.isNamed ? '' : ', who called sudo'}`;
    return new SyssharkError('IO', `${error.message}: the file is written as ${who} (as root with -Z root)`, {
      cause: error,
    });
  }
}

/** The id of sudo's caller; null if sudo does not give it. Throws SyssharkError PRIVILEGE for an invalid id, so as not to keep root. */
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

/** The user who called sudo; null without sudo or if that is root. Throws SyssharkError PRIVILEGE if sudo's variables are inconsistent. */
function callerOfSudo(env: ProcessIo['env']): Account | null {
  const uid = idOfSudo(env, 'SUDO_UID');
  if (uid === null || uid === 0) return null;
  const gid = idOfSudo(env, 'SUDO_GID');
  if (gid === null) throw noCaller('SUDO_UID is set, but SUDO_GID is not');
  const known = lookUpAccount(env['SUDO_USER'] ?? '');
  // the name determines the groups
  if (known !== null && known.uid !== uid) throw noCaller('SUDO_USER does not have the id SUDO_UID');
  return { name: known?.name ?? String(uid), uid, gid };
}

/**
 * The switch of a live capture to the user of -Z, otherwise the one who called sudo; null to keep the current user.
 * Throws SyssharkError USAGE if -Z names an unknown user, PRIVILEGE if -Z requires root or sudo's variables are inconsistent.
 */
export function planPrivilegeDrop(
  { user }: Pick<RunOptions, 'user'>,
  { env, isRoot }: ProcessIo,
): PrivilegeDrop | null {
  // needs no addon, without which captures can be read
  if (isRoot ? user === 'root' : user === null) return null;
  const account = user === null ? callerOfSudo(env) : findAccount(user);
  if (account === null || account.uid === 0) return null;
  if (isRoot) return new PrivilegeDrop(account, user !== null);
  throw new SyssharkError('PRIVILEGE', `-Z ${user} requires root`);
}

/**
 * The same for a run that serves others, which is never done as root unless -Z root is given; `what` it does begins the message.
 * Throws SyssharkError.
 */
export function planServerDrop(
  { user }: Pick<RunOptions, 'user'>,
  what: string,
  processIo: ProcessIo,
): PrivilegeDrop | null {
  const drop = planPrivilegeDrop({ user }, processIo);
  if (drop === null && processIo.isRoot && user !== 'root')
    throw new SyssharkError('PRIVILEGE', `${what} as root: name a user with -Z USER (-Z root stays root)`);
  return drop;
}
