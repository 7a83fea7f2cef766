import { type FilesOf, openLogFiles } from './log-files.js';
import { RecordFiles } from './record-files.js';
import type { RecordTakerOptions } from './record-taker.js';

const STDIN = '-';

/** Records in the log files of a path, `-` for standard input. Throws SyssharkError IO if there is nothing to read. */
export function localRecords(path: string, filesOf: FilesOf, options: RecordTakerOptions): RecordFiles {
  const name = path === STDIN ? 'standard input' : path;
  return new RecordFiles(name, (fault) => openLogFiles(path, filesOf, fault), options);
}
