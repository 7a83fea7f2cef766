/** How events pass through a pipeline. */
export interface PipelineOptions {
  readonly showsInternal: boolean;
  /** Whether the state comes first and the filter after, for every event. */
  readonly filtersLate: boolean;
  /** Whether a written capture keeps events that the filter rejects and that others are named by. */
  readonly keepsStateEvents: boolean;
  /** Whether what was let through is counted, also where batches could be copied unseen. */
  readonly isVerbose: boolean;
  /** Whether users and groups are known. */
  readonly hasAccounts: boolean;
  /** Whether the filter decides, too, of which processes a written capture tells in the beginning. */
  readonly filtersThreads: boolean;
}

/** Lets through what the filter does, and hides what a user does not see. */
export const DEFAULT_OPTIONS: PipelineOptions = {
  showsInternal: false,
  filtersLate: false,
  keepsStateEvents: false,
  isVerbose: false,
  hasAccounts: true,
  filtersThreads: false,
};
