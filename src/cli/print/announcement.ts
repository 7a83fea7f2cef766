import { scaleDown } from '../../output/rows/human-bytes.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';

/** What a run has written when it ends. */
export interface Written {
  readonly events: number;
  /** Bytes of the file; null if there are several, or none. */
  readonly bytes: number | null;
  /** Events that were lost, if the capture was live; null if it was read. `isExact`: the filter would have accepted all of them. */
  readonly lost: { readonly events: bigint; readonly isExact: boolean } | null;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1000;

/** A number of bytes as people read it, such as 3.4 MB. */
function bytesText(bytes: number): string {
  const { scaled, times } = scaleDown(bytes, STEP, UNITS.length - 1);
  return `${times === 0 ? scaled : scaled.toFixed(1)} ${UNITS[times]}`;
}

function lossText(lost: Written['lost']): string {
  if (lost === null) return '';
  if (lost.events === 0n) return ', none lost';
  return `, ${lost.isExact ? '' : 'up to '}${lost.events} lost`;
}

const counted = (events: number): string => (events === 1 ? '1 event' : `${events} events`);

/** Whether a run says that it writes a capture: to a person who sees nothing else of it. */
export function isAnnounced({ output, isQuiet }: RunOptions, processIo: ProcessIo): boolean {
  return output !== null && !isQuiet && processIo.isStderrTerminal;
}

const nameOf = ({ output }: RunOptions): string => (output === '-' ? 'standard output' : `${output}`);

/** The line when a live capture has begun. */
export function beginningText(options: RunOptions): string {
  const { split, command } = options;
  const end = command.length === 0 ? '; Ctrl-C ends it' : '';
  if (split?.kind === 'recorder') return `sysshark: keeping the latest events for ${nameOf(options)}${end}`;
  return `sysshark: capturing to ${nameOf(options)}${end}`;
}

/** The line when a capture has been written. */
export function endText(options: RunOptions, { events, bytes, lost }: Written): string {
  if (options.split?.kind === 'recorder') return `sysshark: ${counted(events)} seen${lossText(lost)}`;
  const size = bytes === null ? '' : ` (${bytesText(bytes)})`;
  return `sysshark: ${counted(events)} in ${nameOf(options)}${size}${lossText(lost)}`;
}
