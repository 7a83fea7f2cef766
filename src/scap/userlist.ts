import type { Cursor } from '../bytes/cursor.js';
import type { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { encodeBlock } from './block.js';
import type { GroupRecord, UserRecord } from './header.js';
import { readRecords } from './record-list.js';

const USER = 0;
const GROUP = 1;
/** Readers reject names, homes and shells of this length or longer (SCAP-FORMAT.md#user-list). */
const TEXT_LIMIT = 256;
/** Bytes of the longest name, home folder or shell. */
export const MAX_ACCOUNT_TEXT = TEXT_LIMIT - 1;
const LENGTH_SIZE = 4;

/** The two lists in one block. */
export interface UserList {
  readonly users: UserRecord[];
  readonly groups: GroupRecord[];
}

function readText(cursor: Cursor): string {
  const length = cursor.uint16();
  if (length >= TEXT_LIMIT) throw cursor.damaged(`user or group text of ${length} bytes`);
  return cursor.text(length);
}

/** Which accounts are accepted; the first one that is not ends the list (HeaderRoom). */
interface AccountRoom {
  readonly hasUser: (user: UserRecord) => boolean;
  readonly hasGroup: (group: GroupRecord) => boolean;
}
const EVERYBODY: AccountRoom = { hasUser: () => true, hasGroup: () => true };

/** Adds an entry to the list; null if it is not accepted. */
function readEntry(cursor: Cursor, list: UserList, room: AccountRoom): true | null {
  if (cursor.uint8() !== USER) {
    const group = { gid: cursor.uint32(), name: readText(cursor) };
    if (!room.hasGroup(group)) return null;
    list.groups.push(group);
    return true;
  }
  const uid = cursor.uint32();
  const gid = cursor.uint32();
  const user = { uid, gid, name: readText(cursor), home: readText(cursor), shell: readText(cursor) };
  if (!room.hasUser(user)) return null;
  list.users.push(user);
  return true;
}

/** User list payload without entry lengths (V1). */
export function decodeUsersV1(cursor: Cursor, room: AccountRoom = EVERYBODY): UserList {
  const list: UserList = { users: [], groups: [] };
  readRecords(cursor, () => readEntry(cursor, list, room));
  return list;
}

/** User list payload; each entry starts with its length, which counts itself (V2). */
export function decodeUsersV2(cursor: Cursor, room: AccountRoom = EVERYBODY): UserList {
  const list: UserList = { users: [], groups: [] };
  readRecords(cursor, () => {
    const length = cursor.uint32();
    if (length < LENGTH_SIZE) throw cursor.damaged(`user entry of ${length} bytes`);
    return readEntry(cursor.part(length - LENGTH_SIZE), list, room);
  });
  return list;
}

function writeText(writer: Writer, text: string): void {
  const kept = text.slice(0, MAX_ACCOUNT_TEXT);
  writer.uint16(kept.length);
  writer.text(kept);
}

function writeEntry(writer: Writer, fill: () => void): void {
  const start = writer.length;
  writer.uint32(0);
  fill();
  writer.patchUint32(start, writer.length - start);
}

/** User list block (V2): users, then groups. Texts of 256 bytes and more are cut: no reader accepts them. */
export function encodeUsers(list: { users: readonly UserRecord[]; groups: readonly GroupRecord[] }): Buffer {
  return encodeBlock(BLOCK.USERS_V2, (writer) => {
    for (const user of list.users) {
      writeEntry(writer, () => {
        writer.uint8(USER);
        writer.uint32(user.uid);
        writer.uint32(user.gid);
        for (const text of [user.name, user.home, user.shell]) writeText(writer, text);
      });
    }
    for (const group of list.groups) {
      writeEntry(writer, () => {
        writer.uint8(GROUP);
        writer.uint32(group.gid);
        writeText(writer, group.name);
      });
    }
  });
}
