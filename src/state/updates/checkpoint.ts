import { EVT } from '../../schema/events.js';
import { restoreCheckpoint } from '../checkpoint-restore.js';
import type { UpdateRows } from '../update.js';

export const CHECKPOINT_UPDATES: UpdateRows = {
  [EVT.SCAPEVENT_E]: restoreCheckpoint,
};
