import type { OptionRow } from './row.js';

/** Options that are valid after follow. */
export const FOLLOWING = [
  {
    key: 'raw',
    names: ['raw'],
    help: 'write the bytes alone, of one stream; not to a terminal',
    example: 'follow -r capture.scap --raw --only read fd.sport=80',
  },
  {
    key: 'http',
    names: ['http'],
    help: 'show HTTP/1 requests and answers with their bodies; also with --json',
    example: 'follow -r capture.scap --http fd.sport=80',
  },
  {
    key: 'stream',
    names: ['stream'],
    value: 'NUMBER',
    isRepeatable: true,
    help: 'show only the stream with this number; may be repeated',
  },
  {
    key: 'only',
    names: ['only'],
    value: 'DIRECTION',
    choices: ['read', 'written'],
    help: 'show only what the process has read, or what it has written',
  },
] as const satisfies readonly OptionRow[];
