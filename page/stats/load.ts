import type { StatsAnswer } from '../../src/web/protocol.js';
import { get } from '../api/client.js';

/** A table about a view's events. Throws RefusedError. */
export const loadTable = (name: string, viewId: number, aborted: AbortSignal): Promise<StatsAnswer> =>
  get<StatsAnswer>(`/api/stats/${encodeURIComponent(name)}?view=${viewId}`, aborted);
