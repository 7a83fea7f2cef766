import { writeFileSync } from 'node:fs';
import { execaSync } from 'execa';

const ruleOf = (name: string): string => `/etc/sudoers.d/${name}`;

/** Creates a user of this machine with a home folder and full sudo rights; `defaults` are sudo's settings for the user. */
export function addSudoer(name: string, defaults = ''): void {
  removeSudoer(name);
  execaSync('useradd', ['-m', '-s', '/bin/bash', name]);
  const settings = defaults === '' ? '' : `Defaults:${name} ${defaults}\n`;
  writeFileSync(ruleOf(name), `${name} ALL=(ALL) NOPASSWD: ALL\n${settings}`, { mode: 0o440 });
}

/** Removes the user and the home folder, if they exist. */
export function removeSudoer(name: string): void {
  execaSync('rm', ['-f', ruleOf(name)]);
  execaSync('userdel', ['-f', '-r', name], { reject: false });
  execaSync('rm', ['-rf', `/home/${name}`]);
}
