import { existsSync, statSync } from 'node:fs';
import { execa } from 'execa';
import { describeIf } from './prerequisites.js';
import { PROGRAM } from './sysshark.js';
import { until } from './until.js';

const canCapture = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');

/** Tests that capture for real, which needs root and BTF. */
export const describeLive = describeIf(canCapture);

/** How a capture ended. */
export interface CaptureEnd {
  readonly exitCode: number | undefined;
  readonly stderr: string;
}

/** A capture into a file that is going on. */
export interface LiveCapture {
  readonly file: string;
  /** Ends it by a signal (SIGINT if none is given) and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<CaptureEnd>;
  /** Waits for an end that comes by itself. */
  readonly end: Promise<CaptureEnd>;
  /** Its process. */
  readonly pid: number;
}

/** Starts `sysshark -w file …`; resolves when the probe is attached and the machine was scanned. */
export async function startCapture(file: string, ...args: string[]): Promise<LiveCapture> {
  const child = execa(PROGRAM, ['-w', file, ...args], { reject: false });
  const end = child.then(({ exitCode, stderr }) => ({ exitCode, stderr: String(stderr) }));
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
