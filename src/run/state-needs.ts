/** What a run needs to know of the machine beyond the events that its filter accepts. */
export interface StateNeeds {
  /** Whether anything may ask for descriptors that these events neither open nor begin a path at. */
  readonly namesDescriptors: boolean;
  /** Whether anything may ask for what events with EF.REPORTS_USE say, of any thread. */
  readonly notesUse: boolean;
}

/** Where it is not known what is asked for. */
export const ALL_NEEDS: StateNeeds = { namesDescriptors: true, notesUse: true };
