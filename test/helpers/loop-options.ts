/** An event loop without limits, that looks at everything and hides what a user does not see. */
export const LOOP_OPTIONS = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxTime: Number.POSITIVE_INFINITY,
  showsInternal: false,
  filtersLate: false,
  keepsStateEvents: false,
  isVerbose: false,
  hasAccounts: true,
  filtersThreads: false,
};
