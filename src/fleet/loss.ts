/** Why events of a host are missing. */
export type LossCause = 'spool full' | 'shipper failed' | 'refused by the collector';

/** A period from which events of a host are missing. */
export interface Loss {
  readonly cause: LossCause;
  /** Seconds since the epoch, with fractions: events of this time are missing, if there were any. */
  readonly from: number;
  readonly to: number;
  /** Bytes of the segment that was given up; null if it is not known what there was. */
  readonly bytes: number | null;
}

/** A loss as it is sent: JSON in one line. */
export const lossText = (loss: Loss): string => `${JSON.stringify(loss)}\n`;
