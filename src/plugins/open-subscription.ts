import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { reasonOf } from '../source/system-error.js';
import { GCP_AUDIT, GCP_AUDIT_ID } from './gcpaudit.js';
import { findAccount, type GoogleAccount } from './google/google-account.js';
import { GoogleClient } from './google/google-client.js';
import { readCertificates, requestsEnd } from './http-exchange.js';
import type { LogParts } from './log-parts.js';
import { RecordFiles } from './record-files.js';
import { FORMAT, RecordScanner } from './record-scanner.js';
import { SubscriptionFiles } from './subscription-files.js';
import { type SubscriptionName, subscriptionNamed } from './subscription-name.js';

const PUB_SUB = 'https://pubsub.googleapis.com';
const PROJECT = /^[a-z][a-z\d.:-]+$/;
/** Messages of a request: more are not given. */
const MOST = 1000;

/** Where Pub/Sub is, and whether it wants an account. */
function placeOf(env: LogParts['env']): { readonly base: string; readonly isEmulator: boolean } {
  const emulator = env['PUBSUB_EMULATOR_HOST'];
  const base = emulator ? `http://${emulator}` : env['CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB'] || PUB_SUB;
  if (URL.canParse(base) && /^https?:/.test(base))
    return { base: base.replace(/\/+$/, ''), isEmulator: Boolean(emulator) };
  throw new SyssharkError('USAGE', '-I gcpaudit: the address of Pub/Sub in the environment is no URL');
}

function pathOf({ project, id }: SubscriptionName, account: GoogleAccount | null, { env, settings }: LogParts): string {
  const given = settings['project_id'] as string;
  const ofEnv = env['GOOGLE_CLOUD_PROJECT'] || env['CLOUDSDK_CORE_PROJECT'];
  const found = project ?? (given || ofEnv || account?.project || '');
  if (PROJECT.test(found)) return `projects/${found}/subscriptions/${id}`;
  const what = found === '' ? 'the project is not known' : `${JSON.stringify(found)} is no project`;
  throw new SyssharkError('USAGE', `-I gcpaudit: ${what}: GOOGLE_CLOUD_PROJECT=PROJECT names it`);
}

/** The certificates that gcloud takes; null for the usual ones. */
function certificatesOf(env: LogParts['env']): Buffer | null {
  const path = env['CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE'];
  return path ? readCertificates(path, 'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE') : null;
}

/** Opens a subscription of Pub/Sub that entries are sent to. Throws SyssharkError. */
export async function openSubscription(params: string, parts: LogParts): Promise<EventSource> {
  const { env, settings, warn, ended } = parts;
  const requests = requestsEnd();
  ended?.addEventListener('abort', () => requests.abort());
  const { base, isEmulator } = placeOf(env);
  try {
    const account = isEmulator ? null : findAccount(env, settings['credentials_file'] as string);
    const path = pathOf(subscriptionNamed(params) ?? { project: null, id: params }, account, parts);
    const client = new GoogleClient({ base, account, ca: certificatesOf(env) }, requests.signal);
    await client.open();
    warn(`sysshark: waits for messages of ${path}`);
    const most = Math.min(MOST, settings['max_outstanding_messages'] as number);
    const files = new SubscriptionFiles({ path, client, most, requests });
    const scanner = new RecordScanner(GCP_AUDIT_ID, FORMAT.GCP_AUDIT);
    return new RecordFiles(path, () => files, { scanner, plugin: GCP_AUDIT.name, warn });
  } catch (error) {
    // it may have been meant as one
    const what = `there is no file or folder ${params}, and as a subscription of Pub/Sub it cannot be opened`;
    const why = reasonOf(error).replace(/^-I gcpaudit: /, '');
    throw new SyssharkError('IO', `-I gcpaudit: ${what}: ${why}`, { cause: error });
  }
}
