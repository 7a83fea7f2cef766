/** The process that started this one to show what it captures. */
export interface ParentProcess {
  /** Says how many events were lost so far. `isExact`: the filter would have rejected none of them. */
  lost(events: number, isExact: boolean): void;
}
