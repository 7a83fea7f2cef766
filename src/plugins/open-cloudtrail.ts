import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { CLOUDTRAIL, CLOUDTRAIL_ID } from './cloudtrail.js';
import { localRecords } from './local-records.js';
import { belowByName } from './log-files.js';
import type { LogParts } from './log-parts.js';
import { FORMAT, RecordScanner } from './record-scanner.js';

/** Opens the files that follow cloudtrail: in -I. Throws SyssharkError. */
export async function openCloudTrail(params: string, { warn }: LogParts): Promise<EventSource> {
  if (params === '')
    throw new SyssharkError('USAGE', '-I cloudtrail needs a file or folder: -I cloudtrail:PATH (- for standard input)');
  return localRecords(params, belowByName, {
    scanner: new RecordScanner(CLOUDTRAIL_ID, FORMAT.CLOUDTRAIL),
    plugin: CLOUDTRAIL.name,
    warn,
  });
}
