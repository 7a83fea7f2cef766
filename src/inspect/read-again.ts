import { SyssharkError } from '../errors.js';
import type { Session } from '../run/session.js';

/**
 * Runs a session over a capture to its end, or until `signal` says that nobody waits for what it finds. Damage was reported when the
 * capture was read first. Throws other SyssharkErrors.
 */
export async function readAgain(session: Session, signal: AbortSignal | null = null): Promise<void> {
  try {
    for await (const _ of session.steps()) if (signal?.aborted === true) return;
  } catch (error) {
    if (!(error instanceof SyssharkError && error.code === 'DAMAGED')) throw error;
  }
}
