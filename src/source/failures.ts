import { ScapError, SyssharkError } from '../errors.js';

/** The error that reports all failures in one line; null if all are null. */
export function joinFailures(failures: readonly unknown[]): unknown {
  const all = failures.filter((failure) => failure !== null);
  const first: unknown = all[0] ?? null;
  if (all.length <= 1 || !all.every((failure) => failure instanceof SyssharkError)) return first;
  const message = all.map((failure) => failure.message).join('; ');
  if (first instanceof ScapError) return new ScapError('DAMAGED', message, first.offset);
  return new SyssharkError((first as SyssharkError).code, message, { cause: first });
}
