import { SIGNAL_NAMES } from '../../schema/signals.js';
import type { Evt } from '../../state/evt.js';
import { argumentOf } from './entered.js';

const EVERY_PROCESS = -1;

function receivers(pid: number): string {
  if (pid > 0) return `process ${pid}`;
  if (pid === 0) return 'its process group';
  return pid === EVERY_PROCESS ? 'every process' : `process group ${-pid}`;
}

function numberIn(evt: Evt, name: string): number | null {
  const argument = argumentOf(evt, name);
  return argument === null ? null : argument.evt.view.int64(argument.index);
}

/** Who gets the signal of kill, tkill or tgkill; null if that was not captured. */
function receiverOf(evt: Evt): string | null {
  const pid = numberIn(evt, 'pid');
  const tid = numberIn(evt, 'tid');
  if (tid === null) return pid === null ? null : receivers(pid);
  return `thread ${tid}${pid === null ? '' : ` of process ${pid}`}`;
}

/** What kill, tkill or tgkill asks for. Signal 0 is sent to nobody. */
export function signalWords(evt: Evt): string {
  const signal = argumentOf(evt, 'sig');
  const receiver = receiverOf(evt);
  if (signal === null || receiver === null) return 'send a signal';
  const number = signal.evt.view.uint8(signal.index);
  if (number === 0) return `ask whether ${receiver} can get signals`;
  return `send ${SIGNAL_NAMES[number] ?? `signal ${number}`} to ${receiver}`;
}
