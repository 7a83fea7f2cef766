/** What the kernel says about the arguments of system calls: formats of their tracepoints, in tracefs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An argument of a call. */
export interface KernelArg {
  /** Its type in C. */
  readonly type: string;
  readonly name: string;
}

const PREFIX = 'sys_enter_';
/** Offset of the first argument; before it are the header and the number of the call. */
const FIRST_AT = 16;

function argsIn(format: string): KernelArg[] {
  const fields = format.matchAll(/field:(.*?) ?(\w+);\toffset:(\d+)/g);
  return [...fields].filter(([, , , at]) => Number(at) >= FIRST_AT).map(([, type = '', name = '']) => ({ type, name }));
}

function readFormats(tracing: string): Map<string, readonly KernelArg[]> {
  const folder = join(tracing, 'events/syscalls');
  const events = readdirSync(folder).filter((event) => event.startsWith(PREFIX));
  return new Map(
    events.map((event) => [event.slice(PREFIX.length), argsIn(readFileSync(join(folder, event, 'format'), 'latin1'))]),
  );
}

/** The arguments of the kernel's calls by their names; empty without root. tracefs is mounted only while it is read. */
export function callFormats(): ReadonlyMap<string, readonly KernelArg[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-tracing-'));
  try {
    if (spawnSync('mount', ['-t', 'tracefs', 'nodev', folder]).status !== 0) return new Map();
    try {
      return readFormats(folder);
    } finally {
      spawnSync('umount', [folder]);
    }
  } finally {
    rmdirSync(folder);
  }
}
