import type { ProcessIo } from '../../src/cli/process-io.js';

/** The process environment of a run in a test: no terminal, no variables, no signals, not root. */
export const testIo = (stdout: number, warn: (line: string) => void): ProcessIo => ({
  stdout,
  isStdoutTerminal: false,
  screenSize: () => null,
  isTerminal: () => false,
  isStderrTerminal: false,
  noColor: '1',
  forceColor: undefined,
  env: {},
  isRoot: false,
  onEnd: () => () => undefined,
  onDump: () => undefined,
  parent: null,
  warn,
});
