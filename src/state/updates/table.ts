import { EVENTS } from '../../schema/events.js';
import type { Update } from '../update.js';
import { ACCOUNT_UPDATES } from './account.js';
import { CLONE_UPDATES } from './clone.js';
import { CLOSE_UPDATES } from './close.js';
import { CONTAINER_UPDATES } from './container.js';
import { CRED_UPDATES } from './cred.js';
import { DIRECTORY_UPDATES } from './directory.js';
import { DUP_UPDATES } from './dup.js';
import { EXEC_UPDATES } from './exec.js';
import { EXIT_UPDATES } from './exit.js';
import { FD_MADE_UPDATES } from './fd-made.js';
import { MEMORY_UPDATES } from './memory.js';
import { OPEN_UPDATES } from './open.js';
import { SOCKET_UPDATES } from './socket.js';
import { TRANSFER_UPDATES } from './transfer.js';

const ROWS = [
  ACCOUNT_UPDATES,
  CLONE_UPDATES,
  CLOSE_UPDATES,
  CONTAINER_UPDATES,
  CRED_UPDATES,
  DIRECTORY_UPDATES,
  DUP_UPDATES,
  EXEC_UPDATES,
  EXIT_UPDATES,
  FD_MADE_UPDATES,
  MEMORY_UPDATES,
  OPEN_UPDATES,
  SOCKET_UPDATES,
  TRANSFER_UPDATES,
];

/** What events change, by type; nothing for most of them. */
export const UPDATES: readonly (Update | undefined)[] = EVENTS.map((row) => {
  for (const rows of ROWS) if (rows[row.id] !== undefined) return rows[row.id];
  return undefined;
});
