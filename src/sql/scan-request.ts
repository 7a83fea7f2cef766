import { CALL_COLUMNS } from '../analysis/calls/call-columns.js';
import type { StoredRows } from '../analysis/calls/call-rows.js';
import type { TableColumn } from '../analysis/calls/column-types.js';
import { PROCESS_COLUMNS } from '../analysis/calls/process-rows.js';

/** The tables that are made of captures: rows of calls and events, those that mark losses, and processes. */
export const TABLES: Readonly<Record<TableName, readonly TableColumn[]>> = {
  scap: CALL_COLUMNS,
  scap_losses: CALL_COLUMNS,
  scap_procs: PROCESS_COLUMNS,
};

export type TableName = 'scap' | 'scap_losses' | 'scap_procs';

/** What is read of captures. */
export interface ScanRequest {
  readonly table: TableName;
  readonly inputs: readonly string[];
  /** Whether several captures are merged by time, or read one after the other, each for itself. */
  readonly order: 'merged' | 'apart';
  /** Which events make rows: text (UTF-8); empty for all. */
  readonly filter: string;
  /** Whether only calls that ended make rows. */
  readonly onlyCalls: boolean;
  /** Indexes of the columns. */
  readonly columns: readonly number[];
  /** Heap bytes for processes, descriptors and their names. */
  readonly stateBytes: number;
}

/** What the thread that reads captures sends: rows, then one end. `input`: the index of the capture; 0 for merged ones. */
export type ScanMessage =
  | { readonly kind: 'rows'; readonly input: number; readonly rows: StoredRows }
  /** What is wrong with the captures, though all that could be read was sent. */
  | { readonly kind: 'problem'; readonly input: number; readonly message: string }
  | { readonly kind: 'end' }
  /** Nothing can be said of the captures. */
  | { readonly kind: 'failed'; readonly input: number; readonly message: string };

/** What the thread that reads is started with. */
export interface ScanThread {
  readonly request: ScanRequest;
  readonly port: object;
  /** Counts messages that were sent and taken (COUNTER). */
  readonly counters: Int32Array;
}

/** Counters of both threads; each waits for the other's. */
export const COUNTER = { SENT: 0, TAKEN: 1 } as const;
/** Most messages that wait to be taken. */
export const MOST_WAITING = 4;
