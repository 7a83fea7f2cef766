import { boundedLabels, type ContainerRecord, containerRecord, type MountRecord } from './container-record.js';
import { imageId, splitImageName } from './image-name.js';
import { flagIn, type Json, listIn, numberIn, objectIn, textIn } from './json-values.js';

/** The engine's description of a mount has the same names as the event. */
function mountOf(mount: Json): MountRecord {
  return {
    Source: textIn(mount, 'Source'),
    Destination: textIn(mount, 'Destination'),
    Mode: textIn(mount, 'Mode'),
    RW: flagIn(mount, 'RW'),
    Propagation: textIn(mount, 'Propagation'),
  };
}

/** Whether the container is privileged, namespaces that it shares with the host, and its resource limits. */
function rightsOf(host: Json) {
  return {
    privileged: flagIn(host, 'Privileged'),
    host_pid: textIn(host, 'PidMode') === 'host',
    host_network: textIn(host, 'NetworkMode') === 'host',
    host_ipc: textIn(host, 'IpcMode') === 'host',
    memory_limit: numberIn(host, 'Memory'),
    swap_limit: numberIn(host, 'MemorySwap'),
    cpu_shares: numberIn(host, 'CpuShares') || 1024,
    cpu_quota: numberIn(host, 'CpuQuota'),
    cpu_period: numberIn(host, 'CpuPeriod') || 100_000,
  };
}

/** The record of a container event from the description of docker or podman (`engine` is its number); null if that has no id. */
export function dockerDetails(engine: number, inspected: Json): ContainerRecord | null {
  if (textIn(inspected, 'Id') === '') return null;
  const config = objectIn(inspected, 'Config');
  const image = textIn(config, 'Image');
  const { repo, tag, digest } = splitImageName(image);
  return containerRecord({
    ...rightsOf(objectIn(inspected, 'HostConfig')),
    full_id: textIn(inspected, 'Id'),
    type: engine,
    name: textIn(inspected, 'Name').replace(/^\//, ''),
    image,
    imageid: imageId(textIn(inspected, 'Image')),
    imagerepo: repo,
    imagetag: tag,
    imagedigest: textIn(inspected, 'ImageDigest') || digest,
    ip: textIn(objectIn(inspected, 'NetworkSettings'), 'IPAddress') || '0.0.0.0',
    labels: boundedLabels(objectIn(config, 'Labels')),
    Mounts: listIn(inspected, 'Mounts').map(mountOf),
  });
}
