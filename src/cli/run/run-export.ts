import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { exportParquet, PARQUET_TABLES } from '../../sql/parquet.js';
import { EXIT } from '../exit-codes.js';
import type { ExportRequest } from '../options/export-options.js';
import type { ProcessIo } from '../process-io.js';

const OWNER_ONLY = 0o700;
const OWNER_ONLY_FILE = 0o600;
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

/** All files below a folder, as paths from it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Moves the files of a whole export to their places; that of `meta`, which says that all are there, comes last. */
function publish(from: string, folder: string): void {
  const files = PARQUET_TABLES.flatMap((table) => filesIn(join(from, table)).map((file) => join(table, file)));
  const existing = files.find((file) => existsSync(join(folder, file)));
  if (existing !== undefined) throw exists(join(folder, existing));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true, mode: OWNER_ONLY });
    chmodSync(join(from, file), OWNER_ONLY_FILE);
    renameSync(join(from, file), join(folder, file));
  }
}

const exists = (file: string): SyssharkError =>
  new SyssharkError('IO', `${file} exists: remove it, or give another folder`);

/** A new folder in that of the export, in which only its owner can read. Throws SyssharkError IO. */
function openFolder(folder: string, name: string): string {
  const done = join(folder, 'meta', `${name}.parquet`);
  if (existsSync(done)) throw exists(done);
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: OWNER_ONLY });
    const made = mkdtempSync(join(folder, '.export-'));
    for (const table of PARQUET_TABLES) mkdirSync(join(made, table));
    return made;
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Writes captures as Parquet; resolves to the exit status. Throws SyssharkError; then there are no new files. */
export async function runExport(request: ExportRequest, version: string, processIo: ProcessIo): Promise<number> {
  const { captures, filter, hasData, options } = request;
  const folder = resolve(request.folder);
  const name = nameOf(captures);
  const made = openFolder(folder, name);
  try {
    const { stateBytes } = options;
    const makeFolder = (path: string): void => void mkdirSync(join(made, path), { recursive: true });
    const parts = { captures, filter, stateBytes, folder: made, name, hasData, version };
    const work = await exportParquet(parts, makeFolder);
    const forget = processIo.onEnd(work.stop);
    const problems = await work.done.finally(forget);
    publish(made, folder);
    for (const problem of problems) processIo.warn(`sysshark: ${problem}`);
    return problems.length > 0 ? EXIT.INCOMPLETE : EXIT.DONE;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
