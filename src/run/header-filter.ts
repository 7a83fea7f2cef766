import type { CaptureHeader } from '../scap/header.js';

/** A header that says nothing of users and groups. */
export function withoutAccounts(header: CaptureHeader): CaptureHeader {
  return { ...header, users: [], groups: [] };
}

/** A header with those threads only, and with what they have open. */
export function withThreads(header: CaptureHeader, isKept: (tid: number) => boolean): CaptureHeader {
  const threads = header.threads.filter(({ tid }) => isKept(tid));
  const owners = new Set(threads.flatMap(({ tid, pid }) => [tid, pid]));
  return { ...header, threads, fds: new Map([...header.fds].filter(([owner]) => owners.has(owner))) };
}
