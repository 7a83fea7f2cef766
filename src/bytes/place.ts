/** A place in the content of a capture file. */
export interface Place {
  /** File name as opened; - for standard input. */
  readonly file: string;
  /**
   * Byte offset in the file's content: for a gzip file, in the decompressed stream (of a damaged one, in the part that could be
   * decompressed).
   */
  readonly offset: number;
}

/** Maps offsets in a batch to places in files. */
export interface BatchOrigin {
  /** Place of the block at byte offset `at` of the batch; undefined if it is in no file. */
  placeAt(at: number): Place | undefined;
}
