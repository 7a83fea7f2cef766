import { EVENTS, EVT } from '../../schema/events.js';
import type { Update, UpdateRows } from '../update.js';
import { ACCOUNT_UPDATES } from './account.js';
import { CALL_UPDATES } from './call.js';
import { CHECKPOINT_UPDATES } from './checkpoint.js';
import { CLONE_UPDATES } from './clone.js';
import { CLOSE_UPDATES } from './close.js';
import { CONTAINER_UPDATES } from './container.js';
import { CRED_UPDATES } from './cred.js';
import { DIRECTORY_UPDATES } from './directory.js';
import { DUP_UPDATES } from './dup.js';
import { EXEC_UPDATES } from './exec.js';
import { EXIT_UPDATES } from './exit.js';
import { FD_MADE_UPDATES, PATHLESS_FD_UPDATES } from './fd-made.js';
import { MEMORY_UPDATES } from './memory.js';
import { OPEN_UPDATES } from './open.js';
import { SOCKET_UPDATES } from './socket.js';
import { TRANSFER_UPDATES } from './transfer.js';

/** Updates after which a thread may be another thread or run another program, as another user or in another container. */
const OF_THREADS: UpdateRows = {
  ...ACCOUNT_UPDATES,
  ...CHECKPOINT_UPDATES,
  ...CLONE_UPDATES,
  ...CONTAINER_UPDATES,
  ...CRED_UPDATES,
  ...DIRECTORY_UPDATES,
  ...EXEC_UPDATES,
  ...EXIT_UPDATES,
};

/** Updates that change no thread but that of their event, as far as fields with SCOPE.OWN tell, and threads that appear or end. */
const OF_OWN_THREAD: UpdateRows = { ...CLONE_UPDATES, ...CRED_UPDATES, ...EXEC_UPDATES, ...EXIT_UPDATES };

/** Updates that change no descriptors but that of their event, and those whose numbers enter or leave a table (FdTable). */
const OF_OWN_FD: UpdateRows = {
  ...OF_OWN_THREAD,
  ...CLOSE_UPDATES,
  ...DUP_UPDATES,
  ...MEMORY_UPDATES,
  ...OPEN_UPDATES,
};

/** Updates of descriptors and memory use. */
const OF_THE_REST: UpdateRows = {
  ...CALL_UPDATES,
  ...CLOSE_UPDATES,
  ...DUP_UPDATES,
  ...FD_MADE_UPDATES,
  ...MEMORY_UPDATES,
  ...OPEN_UPDATES,
  ...SOCKET_UPDATES,
  ...TRANSFER_UPDATES,
};

/** Updates of memory use and of descriptors at which no path can begin. */
const OF_NO_PATH: UpdateRows = {
  ...MEMORY_UPDATES,
  ...PATHLESS_FD_UPDATES,
  ...SOCKET_UPDATES,
  ...TRANSFER_UPDATES,
};

/** Updates by event type; undefined for most. */
export const UPDATES: readonly (Update | undefined)[] = EVENTS.map(({ id }) => OF_THREADS[id] ?? OF_THE_REST[id]);

/** One byte per event type: 1 if it may change a thread, other than its descriptors and memory use. */
export const CHANGES_THREADS: Uint8Array = Uint8Array.from(EVENTS, ({ id }) => (OF_THREADS[id] === undefined ? 0 : 1));

/** One byte per event type: 1 if it may change any thread, or any descriptor. */
export const CHANGES_ANY_THREAD: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  CHANGES_THREADS[id] === 1 && OF_OWN_THREAD[id] === undefined ? 1 : 0,
);
export const CHANGES_ANY_FD: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  UPDATES[id] !== undefined && OF_OWN_FD[id] === undefined ? 1 : 0,
);

/** One byte per event type: 1 if it may change a thread, or a descriptor at which a path may begin. */
export const CHANGES_PATHS: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  UPDATES[id] !== undefined && OF_NO_PATH[id] === undefined ? 1 : 0,
);

/** One byte per event type: 1 if it reports memory use. */
export const REPORTS_MEMORY: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  MEMORY_UPDATES[id] === undefined ? 0 : 1,
);

/** One byte per event type: 1 if it changes only descriptors and memory use. io_uring setup is tracked separately. */
export const CHANGES_THE_REST: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  CHANGES_THREADS[id] === 0 && OF_THE_REST[id] !== undefined && id !== EVT.IO_URING_SETUP_X ? 1 : 0,
);
