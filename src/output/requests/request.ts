/**
 * What a request spends its time with, at each moment one of them. What follows says for whom or for what: the other end of the
 * connection, the file, the call.
 */
export const TIME_KINDS = {
  cpu: 'on a CPU',
  run: 'between calls',
  ready: 'ready, without a CPU',
  client: 'client',
  upstream: 'upstream',
  file: 'file',
  lock: 'lock',
  sleep: 'sleep',
  call: 'call',
  queue: 'behind other requests',
  unknown: 'waiting for something not seen',
} as const;

export type TimeKind = keyof typeof TIME_KINDS;

/** Time that a request spent in one way, in ns. */
export interface TimeShare {
  readonly kind: TimeKind;
  /** What it waited for (byte string); '' for nothing in particular. */
  readonly name: string;
  readonly ns: number;
}

/** A file that was used while a request was served. */
export interface TouchedFile {
  readonly name: string;
  readonly read: number;
  readonly written: number;
}

/** A connection that was used while a request was served. */
export interface TouchedUpstream {
  readonly name: string;
  readonly sent: number;
  readonly received: number;
  /** Time in ns that the request waited for it. */
  readonly wait: number;
  /** The request as the other process served it, if that is shown, too; null if not. */
  readonly request: number | null;
}

/** Something that happened while a request was served. */
export interface RequestStep {
  /** Since the request began, in ns. */
  readonly at: number;
  /** How long it took, in ns. */
  readonly ns: number;
  /** What was done, and with what (byte strings). */
  readonly what: string;
  readonly name: string;
  /** Bytes that were moved. */
  readonly bytes: number;
  /** How many calls in a row did the same. */
  readonly calls: number;
}

/** A request that a server was asked, with its answer. Text is byte strings, times in ns; null is not known. */
export interface RequestRow {
  /** Its number among the requests that are shown, from 1. */
  readonly number: number;
  /** When its first bytes were read, since the epoch. */
  readonly start: bigint;
  /** From then to the end of the call that wrote the last bytes of the answer; of an open one, to the end of the capture. */
  readonly duration: number;
  readonly state: 'answered' | 'unanswered' | 'open';
  readonly pid: number;
  readonly tid: number;
  readonly process: string;
  readonly connection: string;
  /** Which request of its connection it is, from 1. */
  readonly exchange: number;
  readonly protocol: 'http' | 'bytes';
  /** Method and URL; '' if the protocol is not known. */
  readonly request: string;
  readonly status: number | null;
  readonly received: number;
  readonly sent: number;
  /** From the start to the first bytes of the answer. */
  readonly firstByte: number | null;
  /** From the accept of its connection to the start; null for later requests of a connection. */
  readonly accepted: number | null;
  /** Most that its first bytes waited while its thread served other requests; 0 for none. Not part of the duration. */
  readonly queued: number;
  /** How the duration was spent, longest first: the sum is the duration. */
  readonly times: readonly TimeShare[];
  readonly files: readonly TouchedFile[];
  readonly upstreams: readonly TouchedUpstream[];
  /** What is not known about it, or went wrong. */
  readonly notes: readonly string[];
  /** Its steps, if they were asked for; those beyond a limit are left out. */
  readonly steps: readonly RequestStep[];
  readonly stepsLeftOut: number;
}
