import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { exportParquet, PARQUET_TABLES, type ParquetOptions } from '../../sql/parquet.js';

const OWNER_ONLY = 0o700;
const OWNER_ONLY_FILE = 0o600;
/** Begins the names of folders that are removed in the end. */
const TEMPORARY = '.export-';

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
  for (const file of files) place(join(from, file), join(folder, file));
}

function place(from: string, to: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true, mode: OWNER_ONLY });
    chmodSync(from, OWNER_ONLY_FILE);
    renameSync(from, to);
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${to}: ${reasonOf(error)}`, { cause: error });
  }
}

const exists = (file: string): SyssharkError =>
  new SyssharkError('IO', `${file} exists: remove it, or give another folder`);

/** A new folder in that of an export, in which only its owner can read. Throws SyssharkError IO. */
export function makeTemporary(folder: string): string {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: OWNER_ONLY });
    return mkdtempSync(join(folder, TEMPORARY));
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Writes captures as Parquet files below a folder, all or none of them. `onWork` gets what ends it early. Resolves to what is wrong with
 * the captures. Throws SyssharkError.
 */
export async function exportCaptures(
  options: ParquetOptions,
  onWork: (stop: () => void) => () => void,
): Promise<readonly string[]> {
  const { folder, name } = options;
  const done = join(folder, 'meta', `${name}.parquet`);
  if (existsSync(done)) throw exists(done);
  const made = makeTemporary(folder);
  try {
    for (const table of PARQUET_TABLES) mkdirSync(join(made, table));
    const makeFolder = (path: string): void => void mkdirSync(join(made, path), { recursive: true });
    const work = await exportParquet({ ...options, folder: made }, makeFolder);
    const problems = await work.done.finally(onWork(work.stop));
    publish(made, folder);
    return problems;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
