import { SyssharkError } from '../errors.js';
import type { Session } from '../run/session.js';

/** Runs a session over a capture to its end. Damage was reported when the capture was read first. Throws other SyssharkErrors. */
export async function readAgain(session: Session): Promise<void> {
  try {
    for await (const _ of session.steps());
  } catch (error) {
    if (!(error instanceof SyssharkError && error.code === 'DAMAGED')) throw error;
  }
}
