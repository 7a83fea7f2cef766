import { timeValue } from '../fields/time-value.js';
import type { Column, Row } from '../output/rows/column.js';
import type { SystemState } from '../state/system-state.js';

/** What tells the reports of a live capture apart, before all else in a row: the time of the report. A file has one report. */
export interface ReportTimes {
  readonly columns: readonly Column[];
  of(state: SystemState): Row;
}

const LIVE: ReportTimes = {
  columns: [{ name: 'evt.rawtime', heading: null, type: 'time' }],
  of: ({ lastTsHi, lastTsLo }) => [timeValue(lastTsHi, lastTsLo)],
};
const OF_FILE: ReportTimes = { columns: [], of: () => [] };

/** The times of reports; none for those of files. */
export const reportTimes = (isLive: boolean): ReportTimes => (isLive ? LIVE : OF_FILE);
