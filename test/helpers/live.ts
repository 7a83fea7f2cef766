import { existsSync, statSync } from 'node:fs';
import { execa } from 'execa';
import { describeLiveBesideOthers } from './live-tests.js';
import { PROGRAM } from './sysshark.js';
import { until } from './until.js';

/** What sysshark says because of other programs that happen to run. */
export const OF_MACHINE = /^sysshark: I\/O through io_uring .*$/m;

/** Tests that capture live, in a file that runs while no other does. `jest -t 'live: '` selects them. */
export const describeLive: typeof describeLiveBesideOthers = describeLiveBesideOthers;

/** How a capture ended. */
export interface CaptureEnd {
  readonly exitCode: number | undefined;
  /** Without what it says of other programs. */
  readonly stderr: string;
}

/** A running capture into a file. */
export interface LiveCapture {
  readonly file: string;
  /** Sends a signal (default SIGINT) and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<CaptureEnd>;
  /** Waits until it ends by itself. */
  readonly end: Promise<CaptureEnd>;
  /** Its process. */
  readonly pid: number;
}

/** Starts `sysshark -w file …`. Resolves when the probe is attached and the machine has been scanned. */
export async function startCapture(file: string, ...args: string[]): Promise<LiveCapture> {
  const child = execa(PROGRAM, ['-w', file, ...args], { reject: false });
  const end = child.then(({ exitCode, stderr }) => ({ exitCode, stderr: stderr.replace(OF_MACHINE, '').trim() }));
  let hasEnded = false;
  void end.then(() => {
    hasEnded = true;
  });
  await until(() => hasEnded || (existsSync(file) && statSync(file).size > 0));
  const stop = (signal: NodeJS.Signals = 'SIGINT'): Promise<CaptureEnd> => {
    child.kill(signal);
    return end;
  };
  return { file, end, stop, pid: child.pid as number };
}
