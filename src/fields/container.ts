import { difference64 } from '../bytes/int64.js';
import { CONTAINER_ENGINES } from '../schema/container-engines.js';
import type { Container } from '../state/container-table.js';
import { isInPidNamespace } from '../state/pid-namespace.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import {
  type Extract,
  FieldArgError,
  type FieldDef,
  type FieldValue,
  SCOPE,
  subjectClass,
  USUAL_DEMANDS,
} from './field.js';
import { ofThread } from './of-thread.js';

const HOST = 'host';

/** Names of the engines by number. */
const ENGINE_NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.values(CONTAINER_ENGINES).map(({ id, name }) => [id, name]),
);

const DOCKER = CONTAINER_ENGINES.DOCKER.id;
/** Engines whose events contain the privileges of a container: docker, CRI and podman. */
const TELLS_RIGHTS: ReadonlySet<unknown> = new Set(
  (['DOCKER', 'CRI', 'CONTAINERD', 'CRIO', 'PODMAN'] as const).map((engine) => CONTAINER_ENGINES[engine].id),
);

/** Whether a thread is on the host. One in a pid namespace is not, even if its container is unknown. */
const isOnHost = (thread: Thread): boolean => thread.containerId === '' && !isInPidNamespace(thread);

/** The thread's container; null on the host, in a namespace without a known container, and for an undescribed container. */
function findContainer(evt: Subject, { containerId }: Thread): Container | null {
  return containerId === '' ? null : (evt.state.containers.find(containerId) ?? null);
}

/** Reads a value of the container; null on the host. */
function ofContainer(read: (container: Container, evt: Subject) => FieldValue): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    const container = findContainer(evt, thread);
    return container === null ? null : read(container, evt);
  });
}

/** Like ofContainer, but "host" outside containers. */
function ofContainerOrHost(read: (container: Container) => FieldValue): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    if (isOnHost(thread)) return HOST;
    const container = findContainer(evt, thread);
    return container === null ? null : read(container);
  });
}

const text = (container: Container, key: string): string | null => {
  const value = container.details[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

const flag = ({ details }: Container, key: string): boolean | null =>
  TELLS_RIGHTS.has(details['type'] ?? DOCKER) ? details[key] === true : null;

/** One mount of a container, as in its event. */
interface Mount {
  readonly Source?: string;
  readonly Destination?: string;
  readonly Mode?: string;
  readonly RW?: boolean;
  readonly Propagation?: string;
}

const MOUNT_PARTS = {
  source: (mount: Mount) => mount.Source ?? '',
  dest: (mount: Mount) => mount.Destination ?? '',
  mode: (mount: Mount) => mount.Mode ?? '',
  rdwr: (mount: Mount) => String(mount.RW ?? false),
  propagation: (mount: Mount) => mount.Propagation ?? '',
} as const;

const mountsOf = (container: Container): readonly Mount[] => {
  const mounts = container.details['Mounts'];
  return Array.isArray(mounts) ? (mounts as Mount[]) : [];
};

const mountText = (mount: Mount): string =>
  Object.values(MOUNT_PARTS)
    .map((part) => part(mount))
    .join(':');

/** Mount by number, or the first whose path is the argument. */
function findMount(container: Container, arg: string, path: (mount: Mount) => string): Mount | undefined {
  const mounts = mountsOf(container);
  return /^\d+$/.test(arg) ? mounts[Number(arg)] : mounts.find((mount) => path(mount) === arg);
}

function mountField(
  suffix: string,
  display: string,
  of: { path: (mount: Mount) => string; read: (mount: Mount) => string },
) {
  return {
    name: `container.mount${suffix}`,
    type: 'charbuf' as const,
    arg: 'required' as const,
    cost: 10,
    display,
    description: `${display} by number or path: container.mount${suffix}[0], container.mount${suffix}[/data].`,
    bind: (arg: string | null, context: Parameters<FieldDef['bind']>[1]): Extract => {
      if (arg === null) throw new FieldArgError(`container.mount${suffix} needs the number or path of a mount`);
      return ofContainer((container) => {
        const mount = findMount(container, arg, of.path);
        return mount === undefined ? null : of.read(mount);
      })(null, context);
    },
  };
}

/** Command line of a health check or probe. */
function probeText(container: Container, key: string): string {
  const probe = container.details[key] as { exe?: string; args?: readonly string[] } | undefined;
  return probe?.exe === undefined ? 'NONE' : [probe.exe, ...(probe.args ?? [])].join(' ');
}

const textField = (name: string, key: string, display: string, description: string) => ({
  name,
  type: 'charbuf' as const,
  display,
  description,
  bind: ofContainer((container) => text(container, key)),
});

const probeField = (name: string, key: string, display: string) => ({
  name,
  type: 'charbuf' as const,
  cost: 5,
  display,
  description: `Command of the container's ${display.toLowerCase()}, or NONE.`,
  bind: ofContainer((container) => probeText(container, key)),
});

const flagField = (name: string, key: string, display: string, description: string) => ({
  name,
  type: 'bool' as const,
  display,
  description,
  bind: ofContainer((container) => flag(container, key)),
});

/** Start of the container's first process, which is that of its pid namespace. */
const startOf = (thread: Thread): bigint | null =>
  isOnHost(thread) || thread.pidnsInitStart === 0n ? null : thread.pidnsInitStart;

function durationOf(thread: Thread, evt: Subject): number | null {
  const start = startOf(thread);
  if (start === null) return null;
  return difference64(evt.view.tsHi, evt.view.tsLo, Number(start >> 32n), Number(start & 0xffffffffn));
}

/** The container of the process. */
export const CONTAINER_FIELDS = subjectClass(
  'container',
  [
    {
      name: 'container.id',
      type: 'charbuf',
      threadScope: SCOPE.OWN,
      display: 'Container ID',
      description: 'First twelve digits of the id, or host outside containers.',
      bind: ofThread((thread) => (isOnHost(thread) ? HOST : thread.containerId)),
    },
    {
      name: 'container.full_id',
      type: 'charbuf',
      display: 'Full Container ID',
      description: 'The full container id.',
      bind: ofContainerOrHost((container) => text(container, 'full_id')),
    },
    {
      name: 'container.name',
      type: 'charbuf',
      threadScope: SCOPE.OUTSIDE,
      display: 'Container Name',
      description: 'Name of the container, or host outside containers.',
      bind: ofContainerOrHost((container) => container.name || null),
    },
    {
      ...textField('container.image', 'image', 'Image', 'Image with its tag, such as nginx:latest.'),
      threadScope: SCOPE.OUTSIDE,
    },
    textField('container.image.id', 'imageid', 'Image ID', 'Id of the image.'),
    {
      ...textField('container.image.repository', 'imagerepo', 'Image Repository', 'Image without its tag.'),
      threadScope: SCOPE.OUTSIDE,
    },
    { ...textField('container.image.tag', 'imagetag', 'Image Tag', 'Tag of the image.'), threadScope: SCOPE.OUTSIDE },
    textField('container.image.digest', 'imagedigest', 'Image Digest', 'Digest of the image.'),
    {
      name: 'container.type',
      type: 'charbuf',
      threadScope: SCOPE.OUTSIDE,
      display: 'Container Type',
      description: 'Engine of the container: docker, podman, containerd, cri-o, lxc and so on, or host.',
      bind: ofContainerOrHost(({ details }) => ENGINE_NAMES.get(Number(details['type'] ?? DOCKER)) ?? null),
      values: [HOST, ...ENGINE_NAMES.values()],
    },
    flagField(
      'container.privileged',
      'privileged',
      'Privileged',
      'Whether the container was started with all privileges.',
    ),
    {
      name: 'container.mounts',
      type: 'charbuf',
      cost: 10,
      display: 'Mounts',
      description: 'All mounts as source:destination:mode:writable:propagation.',
      bind: ofContainer((container) => mountsOf(container).map(mountText).join(' ')),
    },
    mountField('', 'Mount', { path: MOUNT_PARTS.source, read: mountText }),
    mountField('.source', 'Mount Source', { path: MOUNT_PARTS.dest, read: MOUNT_PARTS.source }),
    mountField('.dest', 'Mount Destination', { path: MOUNT_PARTS.source, read: MOUNT_PARTS.dest }),
    mountField('.mode', 'Mount Mode', { path: MOUNT_PARTS.source, read: MOUNT_PARTS.mode }),
    mountField('.rdwr', 'Mount Writable', { path: MOUNT_PARTS.source, read: MOUNT_PARTS.rdwr }),
    mountField('.propagation', 'Mount Propagation', { path: MOUNT_PARTS.source, read: MOUNT_PARTS.propagation }),
    probeField('container.healthcheck', 'Healthcheck', 'Health Check'),
    probeField('container.liveness_probe', 'LivenessProbe', 'Liveness Probe'),
    probeField('container.readiness_probe', 'ReadinessProbe', 'Readiness Probe'),
    {
      name: 'container.start_ts',
      type: 'uint64',
      display: 'Container Start',
      description: 'When the container started, in ns since the epoch.',
      bind: ofThread(startOf),
    },
    {
      name: 'container.duration',
      type: 'reltime',
      display: 'Container Duration',
      description: 'Nanoseconds since the container started.',
      bind: ofThread(durationOf),
    },
    {
      name: 'container.ip',
      type: 'charbuf',
      display: 'Container IP',
      description: 'First IPv4 address of the container.',
      bind: ofContainer((container) => text(container, 'ip') ?? '0.0.0.0'),
    },
    {
      name: 'container.cni.json',
      type: 'charbuf',
      display: 'CNI Result',
      description: 'Result of the network plugin (CNI) for the pod, as JSON.',
      bind: ofContainer((container) => text(container, 'cni_json') ?? ''),
    },
    flagField(
      'container.host_pid',
      'host_pid',
      'Host PID',
      'Whether the container shares the pid namespace of the host.',
    ),
    flagField(
      'container.host_network',
      'host_network',
      'Host Network',
      'Whether the container shares the network of the host.',
    ),
    flagField(
      'container.host_ipc',
      'host_ipc',
      'Host IPC',
      'Whether the container shares the IPC namespace of the host.',
    ),
  ],
  USUAL_DEMANDS,
);
