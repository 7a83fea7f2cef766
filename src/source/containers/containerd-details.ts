import { CONTAINER_ENGINES } from '../../schema/container-engines.js';
import { boundedLabels, type ContainerRecord, containerRecord, type MountRecord } from './container-record.js';
import { splitImageName } from './image-name.js';
import { type Json, listIn, numberIn, objectIn, parseJson, textIn } from './json-values.js';

/** The label in which nerdctl stores the name of a container. */
const NAME_LABEL = 'nerdctl/name';
/** The label of containers created through the Container Runtime Interface. */
const CRI_LABEL = 'io.cri-containerd.kind';

const PROPAGATION = /^r?(?:private|shared|slave|unbindable)$/;
const MODE = /^mode=/;

/** The specification of a container (opencontainers/runtime-spec, config.json). */
function specOf(container: Json): Json {
  const { value } = objectIn(container, 'spec');
  return value instanceof Uint8Array ? parseJson(Buffer.from(value).toString('utf8')) : null;
}

function mountOf(mount: Json): MountRecord {
  const options = listIn(mount, 'options').filter((option) => typeof option === 'string');
  const find = (pattern: RegExp): string => options.find((option) => pattern.test(option)) ?? '';
  return {
    Source: textIn(mount, 'source'),
    Destination: textIn(mount, 'destination'),
    Mode: find(MODE).replace(MODE, ''),
    RW: !options.includes('ro'),
    Propagation: find(PROPAGATION),
  };
}

/** A container shares with the host each namespace that it does not have its own of. */
function rightsOf(spec: Json) {
  const linux = objectIn(spec, 'linux');
  const namespaces = listIn(linux, 'namespaces').map((namespace) => textIn(namespace, 'type'));
  const { memory, cpu } = objectIn(linux, 'resources');
  return {
    host_pid: !namespaces.includes('pid'),
    host_network: !namespaces.includes('network'),
    host_ipc: !namespaces.includes('ipc'),
    memory_limit: numberIn(memory, 'limit'),
    swap_limit: numberIn(memory, 'swap'),
    cpu_shares: numberIn(cpu, 'shares') || 1024,
    cpu_quota: numberIn(cpu, 'quota'),
    cpu_period: numberIn(cpu, 'period') || 100_000,
  };
}

/** The record of a container event from containerd's description; null for Kubernetes containers, which CRI describes better. */
export function containerdDetails(container: Json): ContainerRecord | null {
  const id = textIn(container, 'id');
  const labels = objectIn(container, 'labels');
  if (id === '' || textIn(labels, CRI_LABEL) !== '') return null;
  const spec = specOf(container);
  const image = textIn(container, 'image');
  const { repo, tag, digest } = splitImageName(image);
  return containerRecord({
    ...rightsOf(spec),
    full_id: id,
    type: CONTAINER_ENGINES.CONTAINERD.id,
    name: textIn(labels, NAME_LABEL) || id,
    image,
    imagerepo: repo,
    imagetag: tag,
    imagedigest: digest,
    labels: boundedLabels(labels),
    Mounts: listIn(spec, 'mounts').map(mountOf),
  });
}
