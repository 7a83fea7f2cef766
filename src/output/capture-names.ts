/** Names of captures that follow one another. */
export interface CaptureNames {
  /** What the names are made of. */
  readonly base: string;
  /**
   * Path of the next capture, whose first event is at a time in ms since the epoch. Captures of the series that are not to be kept any
   * longer are removed. Throws what the system says.
   */
  next(timeMs: number): string;
  /** Captures that exist and will be removed some time. */
  endangered(): readonly string[];
}
