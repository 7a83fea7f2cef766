import type { Account } from '../source/account.js';

/** Absolute, so that what runs as root is not a program of the same name on the caller's PATH. */
export const SETPRIV = '/usr/bin/setpriv';

/** Words that run the command after them as another user. Node.js's own option would leave out supplementary groups. */
export const asUser = ({ uid, gid }: Account): readonly [string, ...string[]] => [
  SETPRIV,
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--init-groups',
];
