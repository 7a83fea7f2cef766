import type { CaptureHeader } from '../scap/header.js';

/** A header without its users and groups. */
export function withoutAccounts(header: CaptureHeader): CaptureHeader {
  return { ...header, users: [], groups: [] };
}

/** A header with only these threads and their descriptors. */
export function withThreads(header: CaptureHeader, isKept: (tid: number) => boolean): CaptureHeader {
  const threads = header.threads.filter(({ tid }) => isKept(tid));
  const owners = new Set(threads.flatMap(({ tid, pid }) => [tid, pid]));
  return { ...header, threads, fds: new Map([...header.fds].filter(([owner]) => owners.has(owner))) };
}
