/** What a loop lets through, and when it ends. */
export interface LoopOptions {
  /** Events to let through; Infinity for all. */
  readonly maxEvents: number;
  /** Event time to let pass in ns; Infinity for all. */
  readonly maxTime: number;
  readonly showsInternal: boolean;
  /** Whether the state comes first and the filter after, for every event. */
  readonly filtersLate: boolean;
  /** Whether a written capture keeps events that the filter refuses and that others are named by. */
  readonly keepsStateEvents: boolean;
  /** Whether what was let through is counted, also where batches could be copied unseen. */
  readonly isVerbose: boolean;
  /** Whether users and groups are known. */
  readonly hasAccounts: boolean;
  /** Whether the filter decides, too, of which processes a written capture tells in the beginning. */
  readonly filtersThreads: boolean;
}

/** A loop without limits, which lets through what the filter does and hides what a user does not see. */
export const NO_LIMITS: LoopOptions = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxTime: Number.POSITIVE_INFINITY,
  showsInternal: false,
  filtersLate: false,
  keepsStateEvents: false,
  isVerbose: false,
  hasAccounts: true,
  filtersThreads: false,
};
