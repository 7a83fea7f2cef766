import { SIGNAL_NAMES } from '../schema/signals.js';

const CONTINUED = 0xffff;
/** The bits of the signal; all of them: stopped. */
const SIGNAL = 0x7f;
const CORE = 0x80;

/** The name of a signal, or its number. */
export const signalName = (number: number): string => SIGNAL_NAMES[number] ?? String(number);

/** The signal that ended a process, by its wait status; 0 for none. */
export const endSignal = (status: number): number => status & SIGNAL;

/** The exit status of a process that no signal ended, by its wait status. */
export const exitStatus = (status: number): number => (status >> 8) & 0xff;

/** How a process ended: with a status, or by a signal; the other is null, and both if nobody said. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: number | null;
}

/** How a process ended, by its wait status; null if that is not known. */
export function processEnd(status: number | null): ProcessEnd {
  if (status === null) return { code: null, signal: null };
  const signal = endSignal(status);
  return signal === 0 ? { code: exitStatus(status), signal: null } : { code: null, signal };
}

/** What a wait status says: `exited 1`, `SIGKILL`, `SIGSEGV core`, `stopped SIGTSTP`, `continued`. */
export function waitStatusText(status: number): string {
  if (status === CONTINUED) return 'continued';
  const low = endSignal(status);
  const high = exitStatus(status);
  if (low === 0) return `exited ${high}`;
  if (low === SIGNAL) return `stopped ${signalName(high)}`;
  return `${signalName(low)}${(status & CORE) === 0 ? '' : ' core'}`;
}
