/** What requests shows, and how. */
export interface RequestsOptions {
  readonly isJson: boolean;
  /** How many of the slowest requests are shown; null for as many as the form shows. */
  readonly most: number | null;
  /** Whether the steps of each request are shown. */
  readonly hasTimeline: boolean;
  /** Numbers of the requests to show; null for all. */
  readonly numbers: ReadonlySet<number> | null;
}
