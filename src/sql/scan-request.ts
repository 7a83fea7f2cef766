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
  /** Captures, merged if there are several. */
  readonly inputs: readonly string[];
  /** Which events make rows: text (UTF-8); empty for all. */
  readonly filter: string;
  /** Whether only calls that ended make rows. */
  readonly onlyCalls: boolean;
  /** Indexes of the columns. */
  readonly columns: readonly number[];
  /** Heap bytes for processes, descriptors and their names. */
  readonly stateBytes: number;
}

/** What the thread that reads captures sends: rows, then one end. */
export type ScanMessage =
  | { readonly kind: 'rows'; readonly rows: StoredRows }
  /** `problem`: what is wrong with the captures, though all that could be read was sent; null for nothing. */
  | { readonly kind: 'end'; readonly problem: string | null }
  /** Nothing can be said of the captures. */
  | { readonly kind: 'failed'; readonly message: string };

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
