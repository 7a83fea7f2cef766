import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { serveScans } from '../../inspect/scan-thread.js';
import { SCAN_LIMITS, ScanThreads } from '../../inspect/scan-threads.js';
import { SOURCES } from '../../run/sources.js';
import { EXIT } from '../exit-codes.js';
import type { RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';

const MOST_THREADS = 4;

/** What a thread is told: what filters depend on, apart from the kinds of sources, which are always the same. */
type ThreadOptions = Pick<RunOptions, 'render' | 'timeMode' | 'hasRawBytes'>;

/** Threads that search captures for a page. Each runs this program once more, as runScanThread. */
export function scanThreads({ render, timeMode, hasRawBytes }: ThreadOptions): ScanThreads {
  const options: ThreadOptions = { render, timeMode, hasRawBytes };
  const start = (): Worker => new Worker(process.argv[1] as string, { argv: ['ui'], workerData: options });
  return new ScanThreads(start, { ...SCAN_LIMITS, threads: Math.min(availableParallelism(), MOST_THREADS) });
}

/** Searches for the thread that has started this one, until that ends it; resolves to the exit status, null if this is the first thread. */
export async function runScanThread(): Promise<number | null> {
  if (isMainThread || parentPort === null) return null;
  await serveScans(parentPort, contextOf({ ...(workerData as ThreadOptions), sources: SOURCES }));
  return EXIT.DONE;
}
