import { boundedLabels, type ContainerRecord, containerRecord, cutText, type MountRecord } from './container-record.js';
import { imageId, isDigest, splitImageName } from './image-name.js';
import { flagIn, type Json, listIn, numberIn, objectIn, parseJson, textIn } from './json-values.js';

/** The labels in which the kubelet stores the pod of a container, and where the metadata of a pod has the same values. */
const POD_LABELS = [
  ['io.kubernetes.pod.name', 'name'],
  ['io.kubernetes.pod.namespace', 'namespace'],
  ['io.kubernetes.pod.uid', 'uid'],
] as const;
const SANDBOX_LABEL = 'io.kubernetes.sandbox.id';

/** Annotations in which runtimes store the name of the image. */
const IMAGE_ANNOTATIONS = [
  'io.kubernetes.cri.image-name',
  'io.kubernetes.cri-o.Image',
  'io.kubernetes.cri-o.ImageName',
];

/** MountPropagation of CRI by number. */
const PROPAGATION = ['private', 'rslave', 'rshared'];
/** NamespaceMode of CRI for the host's namespace (NODE). */
const OF_HOST = 2;
const NO_ADDRESS = '0.0.0.0';
const DOTTED = /^[\d.]+$/;

/** Information beyond the CRI, in the runtime's own JSON. */
const infoOf = (answer: Json): Json => parseJson(textIn(objectIn(answer, 'info'), 'info'));

/** Id of the pod of a container (an answer to ContainerStatus); '' if unknown. */
export const sandboxIdOf = (container: Json): string => textIn(infoOf(container), 'sandboxID');

function mountOf(mount: Json): MountRecord {
  return {
    Source: textIn(mount, 'host_path'),
    Destination: textIn(mount, 'container_path'),
    Mode: '',
    RW: !flagIn(mount, 'readonly'),
    Propagation: PROPAGATION[numberIn(mount, 'propagation')] ?? 'unknown',
  };
}

/** A reference is name@digest or only a digest; the tag and, for the latter, the name are in other members. */
function imageOf(status: Json, info: Json) {
  const reference = textIn(status, 'image_ref');
  const annotations = objectIn(info, 'runtimeSpec', 'annotations');
  const annotated = IMAGE_ANNOTATIONS.map((name) => textIn(annotations, name)).find((name) => name !== '');
  const given = textIn(objectIn(status, 'image'), 'image');
  const named = given === '' || isDigest(given) ? (annotated ?? '') : given;
  const { repo, tag, digest } = splitImageName(named);
  const exact = isDigest(reference) ? { repo: '', digest: reference } : splitImageName(reference);
  const imagerepo = exact.digest !== '' && exact.repo !== '' ? exact.repo : repo;
  return {
    image: tag === '' ? imagerepo : `${imagerepo}:${tag}`,
    imageid: imageId(
      [textIn(objectIn(info, 'config', 'image'), 'image'), textIn(status, 'image_id'), reference].find(isDigest) ?? '',
    ),
    imagerepo,
    imagetag: tag,
    imagedigest: exact.digest || digest,
  };
}

function rightsOf(info: Json) {
  const { memory, cpu } = objectIn(info, 'runtimeSpec', 'linux', 'resources');
  const limit = numberIn(memory, 'limit');
  return {
    // containerd has it in one place, CRI-O in the other
    privileged:
      flagIn(objectIn(info, 'config', 'linux', 'security_context'), 'privileged') || flagIn(info, 'privileged'),
    memory_limit: limit,
    swap_limit: limit,
    cpu_shares: numberIn(cpu, 'shares') || 1024,
    cpu_quota: numberIn(cpu, 'quota'),
    cpu_period: numberIn(cpu, 'period') || 100_000,
  };
}

/** Result of the network plugin: containerd has the interfaces, CRI-O the text. */
function networkResult(info: Json): string {
  const ofCrio = textIn(objectIn(info, 'runtimeSpec', 'annotations'), 'io.kubernetes.cri-o.CNIResult');
  const interfaces = Object.entries(objectIn(info, 'cniResult', 'Interfaces'))
    .filter(([name]) => name !== 'lo' && !name.startsWith('veth'))
    .map(([name, details]) => {
      const { Mac: _mac, Sandbox: _sandbox, ...rest } = objectIn({ details }, 'details');
      return [name, rest] as const;
    });
  return interfaces.length > 0 ? JSON.stringify(Object.fromEntries(interfaces)) : ofCrio;
}

/** Facts that all containers of a pod share. */
function podOf(pod: Json) {
  const status = objectIn(pod, 'status');
  const modes = objectIn(status, 'linux', 'namespaces', 'options');
  const isOnHost = numberIn(modes, 'network') === OF_HOST;
  const ip = textIn(objectIn(status, 'network'), 'ip');
  return {
    ip: isOnHost || !DOTTED.test(ip) ? NO_ADDRESS : ip,
    host_network: isOnHost,
    host_pid: numberIn(modes, 'pid') === OF_HOST,
    host_ipc: numberIn(modes, 'ipc') === OF_HOST,
    pod_sandbox_id: textIn(status, 'id'),
    pod_sandbox_labels: boundedLabels(status['labels']),
    cni_json: networkResult(infoOf(pod)),
  };
}

/** The labels of a container, and those that the kubelet would set if another client created it. */
function labelsOf(own: Json, pod: Json, sandboxId: string): Readonly<Record<string, string>> {
  const metadata = objectIn(pod, 'status', 'metadata');
  const ofPod = POD_LABELS.map(([label, key]): [string, string] => [label, textIn(metadata, key)]);
  const given = [...ofPod, [SANDBOX_LABEL, sandboxId] as const].filter(([, value]) => value !== '');
  const labels = Object.fromEntries<string>(given.map(([label, value]) => [label, cutText(value)]));
  return { ...labels, ...boundedLabels(own) };
}

/**
 * The record of a container event for a Kubernetes container, from the runtime's answers to ContainerStatus and, for its pod,
 * PodSandboxStatus (null for none). `engine` is the number of the runtime. Null if the answer has no id of a container.
 */
export function criDetails(engine: number, container: Json, pod: Json): ContainerRecord | null {
  const status = objectIn(container, 'status');
  const id = textIn(status, 'id');
  if (id === '') return null;
  const info = infoOf(container);
  return containerRecord({
    ...imageOf(status, info),
    ...rightsOf(info),
    ...podOf(pod),
    full_id: id,
    type: engine,
    name: textIn(objectIn(status, 'metadata'), 'name'),
    labels: labelsOf(status['labels'], pod, sandboxIdOf(container)),
    Mounts: listIn(status, 'mounts').map(mountOf),
  });
}

/** As criDetails, for the sandbox container of a pod, which has the name of the pod. */
export function sandboxDetails(engine: number, pod: Json): ContainerRecord | null {
  const status = objectIn(pod, 'status');
  const id = textIn(status, 'id');
  if (id === '') return null;
  return containerRecord({
    ...podOf(pod),
    full_id: id,
    type: engine,
    name: textIn(objectIn(status, 'metadata'), 'name'),
    labels: labelsOf(status['labels'], pod, id),
    is_pod_sandbox: true,
  });
}
