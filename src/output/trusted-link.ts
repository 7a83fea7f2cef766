import { lstatSync, readlinkSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { geteuid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SyssharkError } from '../errors.js';

const ROOT = 0n;
/** f_type of procfs (statfs(2)). */
const PROC_MAGIC = 0x9fa0;
/** Longer than a tick of the clock that gives changes of files their times: 10 ms at most. */
const SETTLED_MS = 50;
const MAX_TRIES = 40;

/**
 * What a symbolic link says; null for one of procfs, which stands for an open file and not for a name. Paths and texts are byte strings.
 * Rejects with SyssharkError (IO) if the link belongs to neither root nor the effective user.
 *
 * Owner and text are read one after the other, and whoever may write to the folder can swap the link in between and swap it back. But
 * that sets the time of its last change (ctime) to now. So both are of one link where, before and after, the same inode has the same
 * ctime, and that ctime is not of this very moment.
 */
export async function readTrustedLink(path: string): Promise<string | null> {
  const bytes = Buffer.from(path, 'latin1');
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = lstatSync(bytes, { bigint: true });
    if (before.uid !== ROOT && before.uid !== BigInt(geteuid?.() ?? 0))
      throw linkError(path, 'belongs to another user');
    if (isOfProc(path)) return null;
    if (Math.abs(Date.now() - Number(before.ctimeMs)) > SETTLED_MS) {
      const text = readlinkSync(bytes, 'latin1');
      const after = lstatSync(bytes, { bigint: true });
      if (after.ino === before.ino && after.dev === before.dev && after.ctimeNs === before.ctimeNs) return text;
    }
    await sleep(SETTLED_MS);
  }
  throw linkError(path, 'changes again and again');
}

function isOfProc(path: string): boolean {
  return statfsSync(Buffer.from(dirname(path), 'latin1')).type === PROC_MAGIC;
}

function linkError(path: string, why: string): SyssharkError {
  const name = Buffer.from(path, 'latin1').toString();
  return new SyssharkError('IO', `the symbolic link ${name} ${why}: write to what it names, or elsewhere`);
}
