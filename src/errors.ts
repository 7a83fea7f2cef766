/** What a program can act on; the message is for people. */
export type ErrorCode =
  | 'USAGE'
  | 'FILTER'
  | 'FORMAT'
  | 'NOT_A_CAPTURE'
  | 'DAMAGED'
  | 'STATE_MEMORY'
  | 'IO'
  | 'PLUGIN'
  | 'PRIVILEGE'
  | 'NO_BTF'
  | 'NO_ADDON'
  | 'PROBE';

/** Longest word that a message repeats whole, and what is kept of longer ones at either end. */
const LONG_WORD = /\S{200,}/g;
const WORD_ENDS = 80;
/** Longest message, and what is kept of longer ones at either end, which says what to do. */
const MAX_MESSAGE = 1000;
const MESSAGE_ENDS = 400;

const cutTo = (ends: number, text: string): string => `${text.slice(0, ends)}...${text.slice(-ends)}`;

/** A message of at most a few lines, however long the words are that it repeats. */
export function shortened(message: string): string {
  const text = message.replace(LONG_WORD, (word) => cutTo(WORD_ENDS, word));
  return text.length > MAX_MESSAGE ? cutTo(MESSAGE_ENDS, text) : text;
}

/**
 * Every error that sysshark raises on purpose: one sentence that says what was done, on what, and the way out. Of long words, such as
 * those of a filter that a program has made, it repeats the ends.
 */
export class SyssharkError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(shortened(message), options);
    this.name = 'SyssharkError';
    this.code = code;
  }
}

/** A filter or format text that cannot be understood; `pos` is the 0-based character at fault. */
export class TextError extends SyssharkError {
  readonly text: string;
  readonly pos: number;

  constructor(code: 'FILTER' | 'FORMAT', message: string, where: { text: string; pos: number }) {
    super(code, message);
    this.name = 'TextError';
    this.text = where.text;
    this.pos = where.pos;
  }
}

/**
 * A capture that is no capture, or one that is cut or damaged at byte `offset` (of the uncompressed content; NaN where only
 * the value of a parameter is damaged, which the message names by its event).
 */
export class ScapError extends SyssharkError {
  readonly offset: number;

  constructor(code: 'NOT_A_CAPTURE' | 'DAMAGED', message: string, offset: number) {
    super(code, message);
    this.name = 'ScapError';
    this.offset = offset;
  }
}

/** A command that cannot be run; `status` is the exit status that shells have for that. */
export class CommandError extends SyssharkError {
  readonly status: number;

  constructor(message: string, status: number) {
    super('IO', message);
    this.name = 'CommandError';
    this.status = status;
  }
}
