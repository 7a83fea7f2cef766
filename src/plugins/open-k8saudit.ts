import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { K8S_AUDIT, K8S_AUDIT_ID } from './k8saudit.js';
import { K8sAuditScanner } from './k8saudit-scanner.js';
import { localRecords } from './local-records.js';
import { inByChange } from './log-files.js';
import type { LogParts } from './log-parts.js';

const FOLLOWED = /^file:\/\//;

/** Opens what follows k8saudit: in -I. Throws SyssharkError. */
export function openK8sAudit(params: string, { warn, settings }: LogParts): EventSource {
  if (params === '')
    throw new SyssharkError('USAGE', '-I k8saudit needs a file or folder: -I k8saudit:PATH (- for standard input)');
  if (FOLLOWED.test(params))
    throw new SyssharkError(
      'USAGE',
      `-I k8saudit does not follow files, as ${params} asks for: give the path alone to read what is there`,
    );
  return localRecords(params, inByChange, {
    scanner: new K8sAuditScanner(K8S_AUDIT_ID, settings['maxEventSize'] as number),
    plugin: K8S_AUDIT.name,
    warn,
  });
}
