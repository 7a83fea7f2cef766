/** Longest time that an engine may take for an answer, ms. */
export const ANSWER_MS = 3000;
/** Most bytes that an answer may have. */
export const ANSWER_BYTES = 4 << 20;
/** What each piece that an answer comes in counts for beside its bytes: memory is taken by pieces of one byte, too. */
export const PIECE_BYTES = 256;
