import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { serveScans } from '../../inspect/scan-thread.js';
import { SCAN_LIMITS, ScanThreads } from '../../inspect/scan-threads.js';
import { extractionsFor } from '../../run/hosted-sources.js';
import { EXIT } from '../exit-codes.js';
import type { PluginFile } from '../options/plugin-input.js';
import type { RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';
import type { ProcessIo } from '../process-io.js';
import { sourcesOf } from './asked-sources.js';

const MOST_THREADS = 4;

/** What filters depend on, apart from the kinds of sources. */
type ThreadOptions = Pick<RunOptions, 'render' | 'timeMode' | 'hasRawBytes'>;

/** What a thread is told: the kinds of sources are those that are built in, and those of these files. */
interface ThreadData {
  readonly options: ThreadOptions;
  readonly files: readonly PluginFile[];
}

/** Threads that search captures for a page, and know the fields of these modules and libraries. Each runs this program once more, as runScanThread. */
export function scanThreads(
  { render, timeMode, hasRawBytes }: ThreadOptions,
  files: readonly PluginFile[],
): ScanThreads {
  const data: ThreadData = { options: { render, timeMode, hasRawBytes }, files };
  const start = (): Worker => new Worker(process.argv[1] as string, { argv: ['ui'], workerData: data });
  return new ScanThreads(start, { ...SCAN_LIMITS, threads: Math.min(availableParallelism(), MOST_THREADS) });
}

/** Searches for the thread that has started this one, until that ends it; resolves to the exit status, null if this is the first thread. */
export async function runScanThread({ warn }: ProcessIo): Promise<number | null> {
  if (isMainThread || parentPort === null) return null;
  const { options, files } = workerData as ThreadData;
  const sources = await sourcesOf(files, warn);
  await serveScans(parentPort, contextOf({ ...options, sources }), () => extractionsFor(sources));
  return EXIT.DONE;
}
