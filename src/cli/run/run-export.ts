import { basename, resolve } from 'node:path';
import { EXIT } from '../exit-codes.js';
import type { ExportRequest } from '../options/export-options.js';
import type { ProcessIo } from '../process-io.js';
import { exportCaptures } from './export-captures.js';

const UNUSUAL = /[^A-Za-z0-9._-]/g;

/** The name of the files of captures. */
const nameOf = (captures: readonly string[]): string =>
  captures
    .map((capture) =>
      basename(capture)
        .replace(/\.scap(\.gz)?$/, '')
        .replace(UNUSUAL, '_'),
    )
    .join('+')
    .slice(0, 200);

/** Writes captures as Parquet; resolves to the exit status. Throws SyssharkError; then there are no new files. */
export async function runExport(request: ExportRequest, version: string, processIo: ProcessIo): Promise<number> {
  const { captures, filter, hasData, options } = request;
  const { stateBytes } = options;
  const folder = resolve(request.folder);
  const parts = { captures, filter, stateBytes, folder, name: nameOf(captures), hasData, version };
  const problems = await exportCaptures(parts, processIo.onEnd);
  for (const problem of problems) processIo.warn(`sysshark: ${problem}`);
  return problems.length > 0 ? EXIT.INCOMPLETE : EXIT.DONE;
}
