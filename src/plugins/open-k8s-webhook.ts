import { readFileSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { reasonOf } from '../source/system-error.js';
import { BodyQueue } from './body-queue.js';
import { K8S_AUDIT, K8S_AUDIT_ID } from './k8saudit.js';
import { K8sAuditScanner } from './k8saudit-scanner.js';
import type { LogParts } from './log-parts.js';
import { parseAddress } from './webhook-address.js';
import { WebhookServer } from './webhook-server.js';
import { WebhookSource } from './webhook-source.js';

/** Bytes of bodies that wait to be read, from which on no more are received. */
const MAX_WAITING = 32 << 20;

function readCertificate(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const what = `cannot read the certificate ${path} (setting sslCertificate)`;
    throw new SyssharkError('IO', `-I k8saudit: ${what}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Opens a webhook for the address that follows k8saudit: in -I. Throws SyssharkError. */
export async function openK8sWebhook(params: string, { warn, settings }: LogParts): Promise<EventSource> {
  const address = parseAddress(params);
  const certificate = address.isSecure ? readCertificate(settings['sslCertificate'] as string) : null;
  const queue = new BodyQueue(MAX_WAITING);
  const limit = settings['webhookMaxBatchSize'] as number;
  const server = new WebhookServer({ address, certificate, limit, queue });
  const name = await server.listen();
  const scanner = new K8sAuditScanner(K8S_AUDIT_ID, settings['maxEventSize'] as number);
  return new WebhookSource(name, { server, queue }, { scanner, plugin: K8S_AUDIT.name, warn });
}
