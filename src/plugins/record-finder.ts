/** Largest payload of an event, in bytes. */
export const MAX_RECORD = 262144;

/** Why a scan returned (enum outcome of native/json/records.c). */
export const OUTCOME = { NEEDS_MORE: 0, OUT_FULL: 1, TOO_LARGE: 2, CUT: 3, UNENDED: 4 } as const;

/** Finds records in the text of files, and makes an event block of each. */
export interface RecordFinder {
  /** The memory: text is put in from `textEnd` to `textLimit`, and blocks are from `blocksAt` to `blocksEnd`. */
  readonly bytes: Buffer;
  readonly textLimit: number;
  readonly blocksAt: number;
  textEnd: number;
  blocksEnd: number;
  /** Why records are left out. */
  readonly reasons: readonly string[];
  /** Begins a file. */
  begin(): void;
  /** Goes on where content begins again after damage; `record` numbers continue. */
  resume(): void;
  /** Scans the text that has been put in; `isLast`: no more will follow. Returns OUTCOME. */
  scan(isLast: boolean): number;
  /** Records of the file so far, also those left out. */
  readonly record: number;
  /** Whether the file holds an object. */
  readonly hasObject: boolean;
  /** Bytes of the file so far. */
  readonly size: number;
  /** Offset in the file of the record at which the scan returned. */
  readonly faultOffset: number;
  /** Bytes of the largest record, or of what may hold records, if one was too large. */
  readonly limit: number;
  /** How many records were left out, by the index of the reason. */
  leftOut(reason: number): number;
}
