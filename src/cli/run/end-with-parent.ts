import { Worker } from 'node:worker_threads';

/** How often it is looked whether the parent is there, in ms. */
const LOOK_MS = 500;
/** Code of the thread: the main thread may wait for something else. */
const LOOKS = `const { workerData } = require('node:worker_threads');
const look = () => process.ppid === workerData || process.kill(process.pid, 'SIGKILL');
look();
setInterval(look, ${LOOK_MS});`;

/**
 * Ends this process once its parent has ended: nobody wants its answers any more. `parent`: the process that started it, as that says
 * itself, for it may have ended before this one knows.
 */
export function endWithParent(parent: number): void {
  new Worker(LOOKS, { eval: true, workerData: parent }).unref();
}
