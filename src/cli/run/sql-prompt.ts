import { createInterface, type Interface } from 'node:readline';
import { SyssharkError } from '../../errors.js';
import { type Answer, type CaptureDatabase, SqlError } from '../../sql/database.js';
import { sayError } from '../print/sql-error.js';
import type { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';

/** What a prompt asks, and where answers go. */
interface Asked {
  readonly database: CaptureDatabase;
  readonly output: TextOutput;
  readonly write: (answer: Answer, output: TextOutput) => Promise<void>;
}

const FIRST = 'sql> ';
const MORE = '...> ';
const HISTORY = 1000;
const LEAVING = /^\s*(\.?(quit|exit)|\\q)\s*;?\s*$/i;
const WORD = /[A-Za-z0-9_]*$/;
const KEYWORDS =
  'select from where group by order limit having count sum avg min max quantile_cont distinct and or not null is like in as asc desc join using with describe'.split(
    ' ',
  );

/** Completions of the last word of a line. */
export function completions(line: string, words: readonly string[]): [string[], string] {
  const [begun = ''] = WORD.exec(line) ?? [];
  if (begun === '') return [[], begun];
  return [words.filter((word) => word.startsWith(begun.toLowerCase())), begun];
}

async function answer(sql: string, { database, output, write }: Asked, processIo: ProcessIo): Promise<void> {
  const before = new Set(database.problems);
  try {
    await database.ask(sql, (found) => write(found, output));
  } catch (error) {
    if (error instanceof SqlError) sayError(error, processIo);
    else if (error instanceof SyssharkError) processIo.warn(`sysshark: ${error.message}`);
    else throw error;
  }
  for (const problem of database.problems) if (!before.has(problem)) processIo.warn(`sysshark: ${problem}`);
}

/** Reads a statement up to its semicolon; null at the end of input. */
function statement(reader: Interface): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const done = (value: string | null): void => {
      reader.off('line', onLine).off('close', onClose).off('SIGINT', onInterrupt);
      resolve(value);
    };
    const ask = (): void => {
      reader.setPrompt(text === '' ? FIRST : MORE);
      reader.prompt();
    };
    const onLine = (line: string): void => {
      text = text === '' ? line : `${text}\n${line}`;
      if (text.trim() === '') text = '';
      if (LEAVING.test(text)) done(null);
      else if (text.trimEnd().endsWith(';')) done(text);
      else ask();
    };
    const onClose = (): void => done(null);
    const onInterrupt = (): void => {
      if (text === '' && reader.line === '') {
        done(null);
        return;
      }
      text = '';
      reader.write(null, { ctrl: true, name: 'u' });
      process.stdout.write('\n');
      ask();
    };
    reader.on('line', onLine).on('close', onClose).on('SIGINT', onInterrupt);
    ask();
  });
}

/** Answers statements that are typed, until the end of input. */
export async function prompt(asked: Asked, processIo: ProcessIo): Promise<void> {
  const words = [...(await asked.database.words()), ...KEYWORDS].sort();
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    historySize: HISTORY,
    removeHistoryDuplicates: true,
    completer: (line: string) => completions(line, words),
  });
  try {
    for (let sql = await statement(reader); sql !== null; sql = await statement(reader)) {
      const interrupt = (): void => asked.database.interrupt();
      reader.on('SIGINT', interrupt);
      await answer(sql, asked, processIo);
      reader.off('SIGINT', interrupt);
    }
  } finally {
    reader.close();
  }
}
