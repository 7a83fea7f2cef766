import { CaptureDatabase, SqlError } from '../../sql/database.js';
import { EXIT } from '../exit-codes.js';
import type { SqlRequest } from '../options/sql-options.js';
import { sayError } from '../print/sql-error.js';
import { SQL_WRITERS } from '../print/sql-printer.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';

/** Answers a query, or those that are typed; resolves to the exit status. Throws SyssharkError. */
export async function runSql(request: SqlRequest, processIo: ProcessIo): Promise<number> {
  const { captures, filter, query, options } = request;
  const database = await CaptureDatabase.open({ captures, filter, stateBytes: options.stateBytes });
  const output = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
  const write = SQL_WRITERS[request.form];
  if (query === null) {
    const { prompt } = await import('./sql-prompt.js');
    await prompt({ database, output, write }, processIo);
    return EXIT.DONE;
  }
  try {
    await database.ask(query, (answer) => write(answer, output));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    sayError(error, processIo);
    return EXIT.ERROR;
  }
  for (const problem of database.problems) processIo.warn(`sysshark: ${problem}`);
  return database.problems.length > 0 ? EXIT.INCOMPLETE : EXIT.DONE;
}
