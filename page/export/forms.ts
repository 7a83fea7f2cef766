import type { ExportForm } from '../../src/web/protocol.js';

/** A form that events are saved in. */
export interface FormInfo {
  readonly form: ExportForm;
  readonly title: string;
  readonly about: string;
  /** The command that does the same; FILE and FILTER stand for what is shown. */
  readonly command: string;
  /** Most events; none for any number. */
  readonly most?: number;
}

/** All forms, the usual one first. */
export const FORMS: readonly FormInfo[] = [
  {
    form: 'scap',
    title: 'Capture (.scap)',
    about: 'opens in sysshark, sysdig, Stratoshark; has the enter events and names that its events need',
    command: 'sysshark -r FILE -w OUT FILTER',
  },
  { form: 'text', title: 'Text', about: 'the lines of the command line', command: 'sysshark -r FILE FILTER' },
  {
    form: 'csv',
    title: 'CSV',
    about: 'the columns of the list; an apostrophe makes formulas text',
    command: 'sysshark -r FILE -T fields -e … FILTER',
  },
  {
    form: 'json',
    title: 'JSON, an object a line',
    about: 'the usual fields, as sysdig prints them',
    command: 'sysshark -r FILE -j FILTER',
  },
  {
    form: 'ndjson',
    title: 'JSON with everything',
    about: 'all arguments with their types, an object a line',
    command: 'sysshark -r FILE -T ndjson FILTER',
  },
  {
    form: 'report',
    title: 'Report (.html)',
    about: 'a page like this one that opens anywhere; 200,000 events at most',
    command: 'sysshark report FILE FILTER -o OUT',
    most: 200_000,
  },
];
