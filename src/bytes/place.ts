/** A place in the content of a capture file. */
export interface Place {
  /** The file as it was named when it was opened; - for standard input. */
  readonly file: string;
  /**
   * Byte offset in the file's content: of a gzip file, in the decompressed stream (where that is damaged, in what could
   * be decompressed of it).
   */
  readonly offset: number;
}

/** Where the bytes of a batch come from. */
export interface BatchOrigin {
  /** The place of the block at byte offset `at` of the batch; undefined if it comes from no file. */
  placeAt(at: number): Place | undefined;
}
