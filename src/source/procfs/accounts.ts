import type { GroupRecord, UserRecord } from '../../scap/header.js';
import { findLines } from './proc-text.js';

/** Users of a passwd(5) file. */
export function scanUsers(path: string): UserRecord[] {
  const users: UserRecord[] = [];
  for (const line of findLines(path)) {
    const [name, , uid, gid, , home, shell] = line.split(':');
    if (name === undefined || shell === undefined || !isNumber(uid) || !isNumber(gid)) continue;
    users.push({ uid: Number(uid), gid: Number(gid), name, home: home ?? '', shell });
  }
  return users;
}

/** Groups of a group(5) file. */
export function scanGroups(path: string): GroupRecord[] {
  const groups: GroupRecord[] = [];
  for (const line of findLines(path)) {
    const [name, , gid] = line.split(':');
    if (name !== undefined && isNumber(gid)) groups.push({ gid: Number(gid), name });
  }
  return groups;
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text);
}
