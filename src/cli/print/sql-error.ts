import type { SqlError } from '../../sql/database.js';
import type { ProcessIo } from '../process-io.js';

/** Says what is wrong with a query, with the place that DuckDB shows. */
export function sayError({ lines: [first = '', ...others] }: SqlError, { warn }: Pick<ProcessIo, 'warn'>): void {
  warn(`sysshark: ${first}`);
  for (const line of others) warn(line);
}
