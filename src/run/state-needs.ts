/** The state that a run needs beyond the events that its filter accepts. */
export interface StateNeeds {
  /** Whether anything may use descriptors that these events neither open nor start a path from. */
  readonly namesDescriptors: boolean;
  /** Whether anything may use what events with EF.REPORTS_USE report, of any thread. */
  readonly notesUse: boolean;
  /** Whether descriptors of processes that the filter rejects may be listed. */
  readonly listsDescriptors: boolean;
}

/** The needs if it is unknown what is used. */
export const ALL_NEEDS: StateNeeds = { namesDescriptors: true, notesUse: true, listsDescriptors: true };
