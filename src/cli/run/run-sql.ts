import { SyssharkError } from '../../errors.js';
import { CaptureDatabase, type DatabaseOptions, SqlError } from '../../sql/database.js';
import { EXIT } from '../exit-codes.js';
import type { SqlRequest } from '../options/sql-options.js';
import { sayError } from '../print/sql-error.js';
import { SQL_WRITERS } from '../print/sql-printer.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { writeAsParquet } from './sql-parquet.js';

const TO_FILE = '--format parquet writes no text: send it to a file, > FILE';

/** Prints the answer of a query; returns what is wrong with the captures. Throws SqlError, and SyssharkError. */
async function answer(
  database: DatabaseOptions,
  query: string,
  form: SqlRequest['form'],
  output: TextOutput,
): Promise<readonly string[]> {
  if (form === 'parquet') return writeAsParquet(database, query, output);
  const opened = await CaptureDatabase.open(database);
  await opened.ask(query, (rows) => SQL_WRITERS[form](rows, output));
  return opened.problems;
}

/** Answers a query, or those that are typed; resolves to the exit status. Throws SyssharkError. */
export async function runSql(request: SqlRequest, processIo: ProcessIo): Promise<number> {
  const { captures, filter, options } = request;
  const database = { captures, filter, stateBytes: options.stateBytes };
  const output = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
  if (request.query === null) {
    const { prompt } = await import('./sql-prompt.js');
    await prompt(
      { database: await CaptureDatabase.open(database), output, write: SQL_WRITERS[request.form] },
      processIo,
    );
    return EXIT.DONE;
  }
  const { query, form } = request;
  if (form === 'parquet' && processIo.isStdoutTerminal) throw new SyssharkError('USAGE', TO_FILE);
  try {
    const problems = await answer(database, query, form, output);
    for (const problem of problems) processIo.warn(`sysshark: ${problem}`);
    return problems.length > 0 ? EXIT.INCOMPLETE : EXIT.DONE;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    sayError(error, processIo);
    return EXIT.ERROR;
  }
}
