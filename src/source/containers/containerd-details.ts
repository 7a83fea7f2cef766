import { CONTAINER_ENGINES } from '../../schema/container-engines.js';
import { boundedLabels, type ContainerRecord, containerRecord, type MountRecord } from './container-record.js';
import { splitImageName } from './image-name.js';
import { type Json, listIn, numberIn, objectIn, parseJson, textIn } from './json-values.js';

/** The label by which nerdctl names a container. */
const NAME_LABEL = 'nerdctl/name';
/** The label of what the Container Runtime Interface has made. */
const CRI_LABEL = 'io.cri-containerd.kind';

const PROPAGATION = /^r?(?:private|shared|slave|unbindable)$/;
const MODE = /^mode=/;

/** The specification (opencontainers/runtime-spec, config.json) that a container is run by. */
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

/** A container shares with the host what it has no namespace of its own for. */
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

/** The record of a container event for what containerd says of a container; null for one of Kubernetes, of which more is known elsewhere. */
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
