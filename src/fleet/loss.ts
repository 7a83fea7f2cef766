/** Why events of a host are missing. */
export type LossCause =
  | 'spool full'
  | 'shipper failed'
  | 'refused by the collector'
  | 'cannot be read by the collector'
  | 'parts are missing'
  | 'damaged on the way';

/** A period from which events of a host are missing. */
export interface Loss {
  readonly cause: LossCause;
  /** Seconds since the epoch, with fractions: events of this time are missing, if there were any. Null if it is not known. */
  readonly from: number | null;
  readonly to: number | null;
  /** Bytes of the segment that was given up; null if it is not known what there was. */
  readonly bytes: number | null;
}

/** A loss as it is sent: JSON in one line. */
export const lossText = (loss: Loss): string => `${JSON.stringify(loss)}\n`;

/** A loss as a collector has it: a host may have sent anything, and what is no time or size is null. */
export interface ReceivedLoss {
  readonly cause: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly bytes: number | null;
}

/** Seconds since the epoch that have ns in 64 bits. */
const MAX_SECONDS = 9e9;

const numberUpTo = (most: number, value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= most ? value : null;

/** Reads a loss that a host has sent. */
export function lossOfText(text: string): ReceivedLoss {
  let found: Readonly<Record<string, unknown>> | null = null;
  try {
    found = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  } catch {
    // as what is JSON, but no loss
  }
  const { cause, from, to, bytes } = found ?? {};
  return {
    cause: typeof cause === 'string' ? cause : 'a loss that cannot be read',
    from: numberUpTo(MAX_SECONDS, from),
    to: numberUpTo(MAX_SECONDS, to),
    bytes: numberUpTo(Number.MAX_SAFE_INTEGER, bytes),
  };
}
