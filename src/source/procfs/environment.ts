import { readFileSync } from 'node:fs';

/** The whole environment of a process of this machine (byte string, NUL-separated); null if it cannot be read. */
export function findEnvironment(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return null;
  }
}
