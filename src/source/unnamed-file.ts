import { constants, mkdtempSync, openSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Where such files are, which may be large: it is no memory on usual systems. */
const FOLDER = '/var/tmp';

/** Opens a new file without a name, which only this user can read; it goes away with its last descriptor. Throws the error of the system. */
export function openUnnamedFile(): number {
  const folder = mkdtempSync(join(FOLDER, 'sysshark-'));
  const path = join(folder, 'content');
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL, 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  return fd;
}
