import { SyssharkError } from '../../errors.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { type PrivilegeDrop, planPrivilegeDrop } from './privileges.js';

/** As which user this process runs code of users: not as root, except with -Z root. */
export class ModuleRights {
  private readonly user: RunOptions['user'];
  private readonly processIo: ProcessIo;
  /** Whether root was given up, or is kept because the user says so. */
  isGivenUp = false;

  constructor(user: string | undefined, processIo: ProcessIo) {
    this.user = user ?? null;
    this.processIo = processIo;
  }

  /** How root is given up before the code at a path runs; null if the process may stay what it is. Throws SyssharkError PRIVILEGE. */
  dropFor(path: string): PrivilegeDrop | null {
    const { user, processIo } = this;
    if (this.isGivenUp) return null;
    const drop = planPrivilegeDrop({ user }, processIo);
    if (processIo.isRoot && drop === null && user === null)
      throw new SyssharkError('PRIVILEGE', `${path} would run as root: name a user with -Z, or say -Z root`);
    return drop;
  }

  /** Gives up root for good before the code at a path runs. Throws SyssharkError PRIVILEGE. */
  giveUpFor(path: string): void {
    this.dropFor(path)?.applyWhole();
    this.isGivenUp = true;
  }
}
