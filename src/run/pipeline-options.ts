/** Options of a pipeline. */
export interface PipelineOptions {
  readonly showsInternal: boolean;
  /** Whether a written capture keeps events that the filter rejects and that others are named by. */
  readonly keepsStateEvents: boolean;
  /** Whether passed events are counted even if batches could be copied undecoded. */
  readonly isVerbose: boolean;
  /** Whether events of batches that are copied undecoded are counted, hidden ones as well; a fraction of a copy's cost. */
  readonly countsCopies?: boolean;
  /** Whether users and groups are known. */
  readonly hasAccounts: boolean;
  /** Whether the process list of a written capture leaves out the processes that the filter rejects. */
  readonly filtersThreads: boolean;
}

/** Defaults: everything that passes the filter is delivered, except internal events. */
export const DEFAULT_OPTIONS: PipelineOptions = {
  showsInternal: false,
  keepsStateEvents: false,
  isVerbose: false,
  hasAccounts: true,
  filtersThreads: false,
};
