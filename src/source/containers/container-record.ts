import { SHORT_ID_LENGTH } from '../../schema/container-engines.js';
import { type Json, objectIn } from './json-values.js';

/** A mount of a container. */
export interface MountRecord {
  readonly Source: string;
  readonly Destination: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

type Labels = Readonly<Record<string, string>>;

/** What engines report about a container; not every engine knows everything. */
interface ContainerFacts {
  readonly full_id: string;
  /** Number of the engine (CONTAINER_ENGINES). */
  readonly type: number;
  readonly name: string;
  readonly image: string;
  readonly imageid: string;
  readonly imagerepo: string;
  readonly imagetag: string;
  readonly imagedigest: string;
  readonly privileged: boolean;
  readonly host_pid: boolean;
  readonly host_network: boolean;
  readonly host_ipc: boolean;
  /** Dotted IPv4; 0.0.0.0 for none. */
  readonly ip: string;
  readonly labels: Labels;
  readonly Mounts: readonly MountRecord[];
  /** Bytes. */
  readonly memory_limit: number;
  readonly swap_limit: number;
  readonly cpu_shares: number;
  /** Microseconds. */
  readonly cpu_quota: number;
  readonly cpu_period: number;
  readonly is_pod_sandbox: boolean;
  readonly pod_sandbox_id: string;
  readonly pod_sandbox_labels: Labels;
  /** Result of the network plugin, as JSON. */
  readonly cni_json: string;
}

/** The content of a container event, with the names and shapes of the reference. */
export interface ContainerRecord extends ContainerFacts {
  readonly id: string;
  /** Always empty. */
  readonly env: readonly never[];
  readonly port_mappings: readonly never[];
  readonly cpuset_cpu_count: number;
  readonly lookup_state: number;
}

/** State of a lookup: it succeeded. */
const FOUND = 1;

const NOTHING_SAID: Omit<ContainerFacts, 'full_id' | 'type'> = {
  name: '',
  image: '',
  imageid: '',
  imagerepo: '',
  imagetag: '',
  imagedigest: '',
  privileged: false,
  host_pid: false,
  host_network: false,
  host_ipc: false,
  ip: '0.0.0.0',
  labels: {},
  Mounts: [],
  memory_limit: 0,
  swap_limit: 0,
  cpu_shares: 1024,
  cpu_quota: 0,
  cpu_period: 100_000,
  is_pod_sandbox: false,
  pod_sandbox_id: '',
  pod_sandbox_labels: {},
  cni_json: '',
};

// Whoever starts a container chooses this data, so the length of texts and the number of labels and mounts are limited.
const MAX_TEXT_LENGTH = 1024;
const MAX_LABELS = 200;
const MAX_MOUNTS = 100;
/** Labels with longer values (bytes) are left out, as in the reference. */
const MAX_LABEL_BYTES = 100;

const isBounded = (text: string): boolean => Buffer.byteLength(text) <= MAX_LABEL_BYTES;

/** Labels whose names and values are not too long, at most MAX_LABELS. */
export function boundedLabels(labels: Json): Labels {
  const kept: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(objectIn({ labels }, 'labels'))) {
    if (kept.length === MAX_LABELS) break;
    if (typeof value === 'string' && name.length <= MAX_TEXT_LENGTH && isBounded(value))
      kept.push([cutText(name), cutText(value)]);
  }
  return Object.fromEntries<string>(kept);
}

const HALF_CHARACTER = /\p{Surrogate}/gu;

/** Cuts a text to its limit. Lone surrogates, which a cut may leave and some readers stop at, are replaced. */
export const cutText = (text: string): string => text.slice(0, MAX_TEXT_LENGTH).replace(HALF_CHARACTER, '\ufffd');

function cutTexts<Shape extends object>(record: Shape): Shape {
  const members: readonly (readonly [string, unknown])[] = Object.entries(record);
  const cut = members.map(([key, value]) => [key, typeof value === 'string' ? cutText(value) : value]);
  return Object.fromEntries(cut) as Shape;
}

/** The record of a container event for the known facts about a container; its size is bounded, whatever the engine reports. */
export function containerRecord(
  facts: Pick<ContainerFacts, 'full_id' | 'type'> & Partial<ContainerFacts>,
): ContainerRecord {
  const known = { ...NOTHING_SAID, ...facts };
  return cutTexts({
    ...known,
    id: known.full_id.slice(0, SHORT_ID_LENGTH),
    Mounts: known.Mounts.slice(0, MAX_MOUNTS).map(cutTexts),
    env: [],
    port_mappings: [],
    cpuset_cpu_count: 0,
    lookup_state: FOUND,
  });
}
