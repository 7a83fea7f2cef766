import type { TableRow } from '../table-chisel.js';

const FILE_NAME = { heading: 'Filename', field: 'fd.name' } as const;

/** The files that most is done with. */
export const TOP_FILES: readonly TableRow[] = [
  {
    name: 'topfiles_bytes',
    category: 'I/O',
    summary: 'files by bytes read and written',
    description: 'Adds up what calls have read from files and written to them, by the name of the file.',
    filter: 'evt.is_io=true and fd.type=file',
    value: { field: 'evt.buflen', heading: 'Bytes', key: 'bytes', unit: 'bytes' },
    keys: [FILE_NAME],
  },
];
