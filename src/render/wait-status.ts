import { SIGNAL_NAMES } from '../schema/signals.js';

const CONTINUED = 0xffff;
const STOPPED = 0x7f;
const CORE = 0x80;

const signalName = (number: number): string => SIGNAL_NAMES[number] ?? String(number);

/** What a wait status says: `exited 1`, `SIGKILL`, `SIGSEGV core`, `stopped SIGTSTP`, `continued`. */
export function waitStatusText(status: number): string {
  if (status === CONTINUED) return 'continued';
  const low = status & STOPPED;
  const high = (status >> 8) & 0xff;
  if (low === 0) return `exited ${high}`;
  if (low === STOPPED) return `stopped ${signalName(high)}`;
  return `${signalName(low)}${(status & CORE) === 0 ? '' : ' core'}`;
}
