import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { BatchOutcome, BatchRequest, WriteBatch } from '../../fleet/batch.js';
import { EXIT } from '../exit-codes.js';
import { BATCH_PROGRAM } from '../parent-channel.js';
import { endWithParent } from './end-with-parent.js';

const HEAP = '--max-old-space-size=1024';
/** Heap bytes for processes, descriptors and their names of a segment. */
const STATE_BYTES = 256 * 2 ** 20;
const OWNER_ONLY = 0o700;
/** How long a batch may take, in ms, and longer for each segment. */
const BASE_MS = 120_000;
const SEGMENT_MS = 5000;
const MAX_MS = 1_200_000;
const MOST_TEXT = 4096;
/** Signals that say nothing of segments: the service is being stopped. */
const STOPS: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

/** What the process is told. */
interface BatchTask {
  readonly request: BatchRequest;
  /** The version of this program. */
  readonly version: string;
}

/** Writes batches in processes of this program, one for each. `version`: that of the program. */
export const batchWriter =
  (version: string): WriteBatch =>
  (request, signal) =>
    new Promise((resolve) => {
      const [, script = ''] = process.argv;
      const child = spawn(process.execPath, [...process.execArgv, HEAP, script, BATCH_PROGRAM, String(process.pid)], {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      const ms = Math.min(MAX_MS, BASE_MS + SEGMENT_MS * request.segments.length);
      let outcome: BatchOutcome | null = null;
      let stderr = '';
      const kill = (): void => void child.kill('SIGKILL');
      const timer = setTimeout(() => {
        outcome = { kind: 'crashed', reason: `its rows take longer than ${ms / 1000} s` };
        kill();
      }, ms);
      signal.addEventListener('abort', kill, { once: true });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        if (stderr.length < MOST_TEXT) stderr += text;
      });
      child.on('message', (message: BatchOutcome) => {
        outcome = message;
      });
      const end = (last: BatchOutcome): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', kill);
        resolve(outcome ?? last);
      };
      child.on('error', ({ message: reason }) => end({ kind: 'failed', reason }));
      child.on('close', (status, by) => {
        const [said = ''] = stderr.split('\n');
        const reason = said || `the process that reads it ended with ${by ?? status}`;
        end({ kind: by !== null && STOPS.has(by) ? 'failed' : 'crashed', reason });
      });
      child.send({ request, version } satisfies BatchTask, () => undefined);
    });

/** The process of a batch: writes it and tells the parent, a process with this number; resolves to the exit status. */
export async function runBatchProgram(parent: number): Promise<number> {
  endWithParent(parent);
  const { request, version } = await new Promise<BatchTask>((resolve) => process.once('message', resolve));
  const { writeSegmentBatch } = await import('../../sql/segment-batch.js');
  const makeFolder = (folder: string): void => void mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  const outcome = await writeSegmentBatch({ request, stateBytes: STATE_BYTES, version, makeFolder });
  await new Promise((resolve) => process.send?.(outcome, undefined, {}, resolve));
  process.exit(EXIT.DONE);
}
