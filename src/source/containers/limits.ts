/** Longest time that an engine may take for an answer, ms. */
export const ANSWER_MS = 3000;
/** Most bytes that an answer may have. */
export const ANSWER_BYTES = 4 << 20;
