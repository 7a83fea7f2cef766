import type { TableRow } from '../table-chisel.js';
import { BYTES, ERRORS, FILE_IO, TIME } from './values.js';

const FILE_NAME = { heading: 'Filename', field: 'fd.name' } as const;

/** The files that are used most. */
export const TOP_FILES: readonly TableRow[] = [
  {
    name: 'topfiles_bytes',
    category: 'I/O',
    summary: 'files by bytes read and written',
    description: 'Adds up what calls have read from files and written to them, by the name of the file.',
    filter: FILE_IO,
    value: BYTES,
    keys: [FILE_NAME],
  },
  {
    name: 'topfiles_time',
    category: 'I/O',
    summary: 'files by time spent in calls on them',
    description: 'Adds up how long all system calls on files took.',
    filter: 'fd.type=file',
    value: TIME,
    keys: [FILE_NAME],
  },
  {
    name: 'topfiles_errors',
    category: 'Errors',
    summary: 'files by calls on them that failed',
    description:
      'Counts system calls on files that returned an error, by the path of the call or the name of the file.',
    filter: '(evt.dir=> or evt.failed=true) and (fd.type=file or fs.path.name exists)',
    value: ERRORS,
    keys: [{ heading: FILE_NAME.heading, field: 'fs.path.name', orElse: FILE_NAME.field }],
  },
];
