/** From what an engine says of a container to what a container event says of it (names and shapes of the reference). */

/** A value of which nothing is known. */
type Json = unknown;

const ID_LENGTH = 12;
const DIGEST = 'sha256:';
/** State of a lookup in container events: it succeeded. */
const FOUND = 1;

const objectIn = (value: Json, key: string): Readonly<Record<string, Json>> => {
  const inner = (value as Record<string, Json> | null | undefined)?.[key];
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, Json>) : {};
};
const textIn = (value: Json, key: string): string => {
  const inner = (value as Record<string, Json>)[key];
  return typeof inner === 'string' ? inner : '';
};
const numberIn = (value: Json, key: string): number => Number((value as Record<string, Json>)[key]) || 0;
const listIn = (value: Json, key: string): readonly Json[] => {
  const inner = (value as Record<string, Json>)[key];
  return Array.isArray(inner) ? inner : [];
};

/** Repository and tag of an image such as registry:5000/team/name:tag. */
function splitImage(image: string): { readonly repo: string; readonly tag: string } {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  return colon < 0 ? { repo: image, tag: '' } : { repo: image.slice(0, colon), tag: image.slice(colon + 1) };
}

/** What an engine says of one mount has the names of the event already. */
function mountOf(mount: Json): Readonly<Record<string, Json>> {
  return {
    Source: textIn(mount, 'Source'),
    Destination: textIn(mount, 'Destination'),
    Mode: textIn(mount, 'Mode'),
    RW: (mount as Record<string, Json>)['RW'] === true,
    Propagation: textIn(mount, 'Propagation'),
  };
}

/** The record of a container event for what `engine` (its number) says of a container; null where it says nothing of one. */
export function containerDetails(engine: number, inspected: Json): Readonly<Record<string, Json>> | null {
  if (typeof inspected !== 'object' || inspected === null || textIn(inspected, 'Id') === '') return null;
  const config = objectIn(inspected, 'Config');
  const host = objectIn(inspected, 'HostConfig');
  const image = textIn(config, 'Image');
  const { repo, tag } = splitImage(image);
  return {
    id: textIn(inspected, 'Id').slice(0, ID_LENGTH),
    full_id: textIn(inspected, 'Id'),
    type: engine,
    name: textIn(inspected, 'Name').replace(/^\//, ''),
    image,
    imageid: textIn(inspected, 'Image').replace(DIGEST, ''),
    imagerepo: repo,
    imagetag: tag,
    imagedigest: textIn(inspected, 'ImageDigest'),
    privileged: host['Privileged'] === true,
    ip: textIn(objectIn(inspected, 'NetworkSettings'), 'IPAddress'),
    env: listIn(config, 'Env').filter((entry) => typeof entry === 'string'),
    labels: objectIn(config, 'Labels'),
    Mounts: listIn(inspected, 'Mounts').map(mountOf),
    port_mappings: [],
    memory_limit: numberIn(host, 'Memory'),
    swap_limit: numberIn(host, 'MemorySwap'),
    cpu_shares: numberIn(host, 'CpuShares') || 1024,
    cpu_quota: numberIn(host, 'CpuQuota'),
    cpu_period: numberIn(host, 'CpuPeriod') || 100000,
    cpuset_cpu_count: 0,
    is_pod_sandbox: false,
    lookup_state: FOUND,
  };
}
