import type { ParentProcess } from '../run/parent-process.js';

/** Says that a process was started to record for another one, and by which. It is no option: nobody else is to give it. */
export const RECORDS_FOR = 'SYSSHARK_RECORDS_FOR';

/** The first argument of a process that writes a batch of segments for a collector, whose number follows; there is a channel, too. */
export const BATCH_PROGRAM = 'segment-batch';

/** The same of one that checks segments. */
export const CHECK_PROGRAM = 'segment-check';

/** What a recorder says to its parent. */
export type RecorderMessage =
  | { readonly kind: 'lost'; readonly events: number; readonly isExact: boolean }
  | { readonly kind: 'failed'; readonly message: string };

/** The way from a recorder to the process that shows what it records. */
export interface ParentChannel extends ParentProcess {
  /** Says why the recording ended. */
  failed(message: string): Promise<void>;
}

/** The channel to the process that has started this one to record for it; null if none has. What it was started with is removed. */
export function openParentChannel(): ParentChannel | null {
  const parent = process.env[RECORDS_FOR];
  delete process.env[RECORDS_FOR];
  if (process.send === undefined || parent !== String(process.ppid)) return null;
  const send = (message: RecorderMessage): Promise<void> =>
    new Promise((resolve) => process.send?.(message, undefined, {}, () => resolve()));
  return {
    lost: (events, isExact) => void send({ kind: 'lost', events, isExact }),
    failed: (message) => send({ kind: 'failed', message }),
  };
}
