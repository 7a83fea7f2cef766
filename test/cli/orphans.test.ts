/** Processes of a collector end with it, also if it ends before they know. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { makeScratch } from '../helpers/scratch.js';
import { ROOT } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(scratch.remove);

/** Read by nobody else: who opens it waits. */
const FIFO = scratch.path('fifo.scap');
/** What each is to do first. */
const TASKS: Readonly<Record<string, unknown>> = {
  'segment-batch': {
    request: {
      ...{ name: 'x', folder: scratch.path('lake'), date: '2026-01-31', sums: [], losses: [] },
      segments: [{ host: 'web-1', id: { boot: '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e', run: 1, seq: 1 }, path: FIFO }],
    },
    version: '1',
  },
  'segment-check': { path: FIFO },
};

/** Starts one, tells it what to do, and ends before that one knows, as a collector that is killed does. */
const parentOf = (program: string): string => `
  const { spawn } = require('node:child_process');
  const command = ${JSON.stringify([join(ROOT, 'bin/sysshark.cjs'), program])};
  const child = spawn(process.execPath, [...command, String(process.pid)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  require('node:fs').writeSync(1, String(child.pid));
  child.send(${JSON.stringify(TASKS[program])}, () => process.kill(process.pid, 'SIGKILL'));`;

const isThere = (pid: string): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
};

beforeAll(() => void execFileSync('mkfifo', [FIFO]));

test.each(Object.keys(TASKS))('%s', async (program) => {
  const { stdout: pid } = await execa(process.execPath, ['-e', parentOf(program)], { reject: false });
  expect(Number(pid)).toBeGreaterThan(1);
  await until(() => !isThere(pid));
});
