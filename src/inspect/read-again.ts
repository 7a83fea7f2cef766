import { SyssharkError } from '../errors.js';
import type { Session } from '../run/session.js';
import type { Demand } from './demand.js';

/**
 * Runs a session over a capture to its end, or until `signal` says that nobody waits for what it finds; while nobody asks for more
 * (`demand`), it rests. Damage was reported when the capture was read first. Throws other SyssharkErrors.
 */
export async function readAgain(
  session: Session,
  signal: AbortSignal | null = null,
  demand: Demand | null = null,
): Promise<void> {
  try {
    for await (const _ of session.steps()) if (!(await isWanted(signal, demand))) return;
  } catch (error) {
    if (!(error instanceof SyssharkError && error.code === 'DAMAGED')) throw error;
  }
}

/** Whether somebody waits for more, once that is known. */
async function isWanted(signal: AbortSignal | null, demand: Demand | null): Promise<boolean> {
  if (demand?.isOver === true && signal?.aborted !== true) await demand.next();
  return signal?.aborted !== true;
}
