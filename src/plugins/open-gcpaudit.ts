import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { GCP_AUDIT, GCP_AUDIT_ID } from './gcpaudit.js';
import { localRecords } from './local-records.js';
import { belowByName } from './log-files.js';
import type { LogParts } from './log-parts.js';
import { FORMAT, RecordScanner } from './record-scanner.js';

/** Opens what follows gcpaudit: in -I. Throws SyssharkError. */
export function openGcpAudit(params: string, { warn }: LogParts): EventSource {
  if (params === '')
    throw new SyssharkError(
      'USAGE',
      '-I gcpaudit needs a file, folder or subscription: -I gcpaudit:PATH (- for standard input)',
    );
  return localRecords(params, belowByName, {
    scanner: new RecordScanner(GCP_AUDIT_ID, FORMAT.GCP_AUDIT),
    plugin: GCP_AUDIT.name,
    warn,
  });
}
