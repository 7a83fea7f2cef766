/** What goes through one open file description, whatever numbers and processes have it. */
export interface Stream {
  /** Its number among the streams that are shown, from 1; 0 before it is shown. */
  readonly number: number;
  /** Bytes that had been read and written before it was selected. */
  readonly before: number;
  /** Bytes that have been read and written since then. */
  readonly read: number;
  readonly written: number;
  /** The stream of the other end of the connection, if that is shown, too; 0 if not. */
  readonly otherEnd: number;
  /** How many times events had been lost when its last bytes were moved. */
  readonly losses: number;
}

/** Bytes that a call moved. Valid during the event. */
export interface Piece {
  readonly isRead: boolean;
  /** Bytes that the call moved… */
  readonly length: number;
  /** …and the captured ones, which are the first of them. */
  readonly data: DataView;
  readonly start: number;
  readonly captured: number;
  /** The position that a call such as pread names; -1 for none. */
  readonly position: number;
  /** The call if it is one whose bytes are never captured; '' for others. */
  readonly unseenCall: string;
}
