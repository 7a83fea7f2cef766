import type { CaptureNames } from './capture-names.js';
import { NumberedNames, RingNames } from './numbered-names.js';

/** How captures are to be named. */
export interface Naming {
  readonly base: string;
  /** Whether conversions of strftime(3) in the name stand for the time of the first event. */
  readonly isTimed: boolean;
  /** Captures that are kept; Infinity for all. */
  readonly keep: number;
}

/** The names of a series. What exists of it is continued. Throws SyssharkError (IO) where its folder cannot be read. */
export async function captureNames({ base, isTimed, keep }: Naming): Promise<CaptureNames> {
  if (isTimed) {
    const { TimedNames } = await import('./timed-names.js');
    return new TimedNames(base, keep);
  }
  return Number.isFinite(keep) ? new RingNames(base, keep) : new NumberedNames(base);
}
