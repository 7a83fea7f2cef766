/** Time limit for an engine's answer, ms. */
export const ANSWER_MS = 3000;
/** Largest answer, bytes. */
export const ANSWER_BYTES = 4 << 20;
/** Bytes that each chunk of an answer counts for besides its content: even a chunk of one byte takes memory. */
export const PIECE_BYTES = 256;
