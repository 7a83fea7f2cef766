import { SyssharkError } from '../errors.js';
import type { SourceFields } from '../fields/source-fields.js';
import { CLOUDTRAIL } from '../plugins/cloudtrail.js';
import { GCP_AUDIT } from '../plugins/gcpaudit.js';
import type { HostedPlugin } from '../plugins/host/hosted-plugin.js';
import { JSON_FIELDS } from '../plugins/json-fields.js';
import { K8S_AUDIT } from '../plugins/k8saudit.js';
import type { OpenLogs } from '../plugins/log-parts.js';
import { BUILT_IN, type PluginAbout } from '../plugins/plugin-about.js';
import { readSettings, type Settings } from '../plugins/settings.js';
import { subscriptionNamed } from '../plugins/subscription-name.js';
import { isAddress } from '../plugins/webhook-address.js';
import type { LiveParts, LiveRunOptions } from './live-run.js';
import type { PipelineParts } from './pipeline-parts.js';
import type { SessionParts } from './session.js';

/** What a run requests from its source. */
export interface SourceRequest extends LiveRunOptions {
  /** Captures to read, `-` for standard input; none for a live capture. */
  readonly inputs: readonly string[];
  /** The plugin whose events are read (-I); null for none. */
  readonly plugin: PluginInput | null;
}

/** What -I names: a plugin, and what it is to open. */
export interface PluginInput {
  readonly name: string;
  readonly params: string;
  /** Its settings, a JSON object; '' for none. */
  readonly config: string;
}

/** What a source is opened with, besides the request. */
export interface SourceParts
  extends Pick<PipelineParts, 'filter' | 'skipContext' | 'memory'>,
    Pick<LiveParts, 'command' | 'needs' | 'env' | 'readerOf' | 'warn' | 'parent' | 'hasPlugins'> {
  /** Ends the wait for the first events; null for never. */
  readonly ended: AbortSignal | null;
}

/** An open source, and what a session needs for it. */
export type OpenSource = Pick<SessionParts, 'source'> & Partial<Pick<SessionParts, 'live' | 'shadow' | 'naming'>>;

/** A kind of source. */
export interface SourceKind {
  /** Its name in code and tests. */
  readonly name: string;
  /** What -I has before the colon to read it, if -I does. */
  readonly input?: string;
  /** Whether its events happen while they are delivered: reports then come at intervals, and it ends only when stopped. */
  readonly isLive: boolean;
  /** Whether the probe records its events: it starts as root, and is informed of rejected threads. */
  readonly usesProbe: boolean;
  /** Whether it listens for others in the network: root is given up for it. */
  readonly listens?: true;
  /** Whether it asks servers in the network, with the user's credentials: root is given up before. */
  readonly asks?: true;
  /** Fields, kinds of events and a default format of its own. */
  readonly brings?: SourceFields;
  /** The library that gives its fields their values, in the events of other sources, too. */
  readonly hosted?: HostedPlugin;
  /** What is told of its plugin. */
  readonly about?: PluginAbout;
  /** Whether it can serve a request. */
  readonly opens: (request: SourceRequest) => boolean;
  /** Whether it reads into the prefilter's memory, where events are checked faster, even if there is no filter. */
  readonly fillsPrefilter: (request: SourceRequest) => boolean;
  /** Opens it; a live source contains events from now on. Throws SyssharkError that says what is missing. */
  readonly open: (request: SourceRequest, parts: SourceParts) => Promise<OpenSource>;
}

type FileRequest = Pick<SourceRequest, 'inputs'>;
type FileParts = Pick<SourceParts, 'skipContext' | 'memory' | 'ended'>;

/** Capture files, merged if there are several. */
export const FILES = {
  name: 'files',
  isLive: false,
  usesProbe: false,
  opens: ({ inputs }: FileRequest) => inputs.length > 0,
  fillsPrefilter: ({ inputs }: FileRequest) => inputs.length === 1,
  open: async ({ inputs }: FileRequest, { skipContext, memory, ended }: FileParts): Promise<OpenSource> => {
    const { openCaptures } = await import('./open-captures.js');
    return { source: await openCaptures(inputs, { content: skipContext?.prefilter ?? null, budget: memory, ended }) };
  },
} as const satisfies SourceKind;

/** The settings of a plugin. Throws SyssharkError USAGE. */
function settingsOf(plugin: PluginInput | null, { brings, about }: Pick<SourceKind, 'brings' | 'about'>): Settings {
  return readSettings(plugin?.config ?? '', about?.settings ?? [], `-H ${brings?.name}`);
}

/** Logs that a plugin of `brings` reads from files; `load` loads what opens them. */
const logs = (brings: SourceFields, about: PluginAbout, load: () => Promise<OpenLogs>): SourceKind => ({
  name: brings.name,
  input: brings.name,
  isLive: false,
  usesProbe: false,
  brings,
  about,
  opens: ({ inputs, plugin }) => inputs.length === 0 && plugin?.name === brings.name,
  fillsPrefilter: () => false,
  open: async ({ plugin }, { warn, env, ended }) => {
    const open = await load();
    const settings = settingsOf(plugin, { brings, about });
    return { source: await open(plugin?.params ?? '', { warn, env, ended, settings }) };
  },
});

/** Records of AWS CloudTrail. */
const TRAIL = logs(
  CLOUDTRAIL,
  BUILT_IN.cloudtrail,
  async () => (await import('../plugins/open-cloudtrail.js')).openCloudTrail,
);

/** Records of AWS CloudTrail in a bucket. */
const TRAIL_BUCKET: SourceKind = {
  name: 'cloudtrail bucket',
  isLive: false,
  usesProbe: false,
  asks: true,
  opens: ({ inputs, plugin }) => inputs.length === 0 && plugin?.name === CLOUDTRAIL.name && /^s3:/.test(plugin.params),
  fillsPrefilter: () => false,
  open: async ({ plugin }, { warn, env, ended }) => {
    const { openTrailBucket } = await import('../plugins/open-trail-bucket.js');
    const settings = settingsOf(plugin, TRAIL);
    return { source: await openTrailBucket(plugin?.params ?? '', { warn, env, ended, settings }) };
  },
};

/** Records of AWS CloudTrail in log files that a queue names as they are written. */
const TRAIL_QUEUE: SourceKind = {
  name: 'cloudtrail queue',
  isLive: true,
  usesProbe: false,
  asks: true,
  opens: ({ inputs, plugin }) => inputs.length === 0 && plugin?.name === CLOUDTRAIL.name && /^sqs:/.test(plugin.params),
  fillsPrefilter: () => false,
  open: async ({ plugin }, { warn, env, ended }) => {
    const { openTrailQueue } = await import('../plugins/open-trail-queue.js');
    const settings = settingsOf(plugin, TRAIL);
    return { source: await openTrailQueue(plugin?.params ?? '', { warn, env, ended, settings }) };
  },
};

/** Audit logs of Google Cloud. */
const GCP = logs(GCP_AUDIT, BUILT_IN.gcpaudit, async () => (await import('../plugins/open-gcpaudit.js')).openGcpAudit);

/** Audit logs of Google Cloud that a subscription of Pub/Sub receives. */
const GCP_SUBSCRIPTION: SourceKind = {
  name: 'gcpaudit subscription',
  isLive: true,
  usesProbe: false,
  asks: true,
  opens: ({ inputs, plugin }) =>
    inputs.length === 0 && plugin?.name === GCP_AUDIT.name && subscriptionNamed(plugin.params) !== null,
  fillsPrefilter: () => false,
  open: async ({ plugin }, { warn, env, ended }) => {
    const { openSubscription } = await import('../plugins/open-subscription.js');
    const settings = settingsOf(plugin, GCP);
    return { source: await openSubscription(plugin?.params ?? '', { warn, env, ended, settings }) };
  },
};

/** Audit logs of Kubernetes. */
const KUBERNETES = logs(
  K8S_AUDIT,
  BUILT_IN.k8saudit,
  async () => (await import('../plugins/open-k8saudit.js')).openK8sAudit,
);

/** Audit logs of Kubernetes that API servers send. */
const KUBERNETES_WEBHOOK: SourceKind = {
  name: 'k8saudit webhook',
  isLive: true,
  usesProbe: false,
  listens: true,
  opens: ({ inputs, plugin }) =>
    inputs.length === 0 && plugin?.name === K8S_AUDIT.name && isAddress(plugin?.params ?? ''),
  fillsPrefilter: () => false,
  open: async ({ plugin }, { warn, env, ended }) => {
    const { openK8sWebhook } = await import('../plugins/open-k8s-webhook.js');
    const settings = settingsOf(plugin, KUBERNETES);
    return { source: await openK8sWebhook(plugin?.params ?? '', { warn, env, ended, settings }) };
  },
};

/** The fields of payloads that are JSON; it makes no events. */
const JSON_PAYLOADS: SourceKind = {
  name: 'json',
  isLive: false,
  usesProbe: false,
  brings: JSON_FIELDS,
  about: BUILT_IN.json,
  opens: () => false,
  fillsPrefilter: () => false,
  open: () => Promise.reject(new SyssharkError('USAGE', 'the plugin json makes no events')),
};

/** The system calls of this machine. */
export const MACHINE = {
  name: 'machine',
  isLive: true,
  usesProbe: true,
  opens: ({ inputs }: FileRequest) => inputs.length === 0,
  fillsPrefilter: () => false,
  open: async (request: LiveRunOptions, { skipContext, ...parts }: Omit<SourceParts, 'ended'>): Promise<OpenSource> => {
    const { startLive } = await import('./live-run.js');
    return startLive(request, {
      ...parts,
      slab: skipContext?.prefilter.slab ?? null,
      rejected: skipContext?.rejected ?? null,
    });
  },
} as const satisfies SourceKind;

/** Every kind of source. The first that opens a request is used (docs/ADD-A-SOURCE.md). */
export const SOURCES: readonly SourceKind[] = [
  FILES,
  TRAIL_BUCKET,
  TRAIL_QUEUE,
  TRAIL,
  GCP_SUBSCRIPTION,
  GCP,
  KUBERNETES_WEBHOOK,
  KUBERNETES,
  JSON_PAYLOADS,
  MACHINE,
];

/** The kinds with another one, before that which serves what no other does. */
export const withSource = (sources: readonly SourceKind[], own: SourceKind): readonly SourceKind[] => [
  ...sources.filter((source) => source !== MACHINE),
  own,
  MACHINE,
];

/** The kind of source that a request is for; this machine if it is for no other. */
export function chooseSource(request: SourceRequest, sources: readonly SourceKind[]): SourceKind {
  return sources.find(({ opens }) => opens(request)) ?? MACHINE;
}
