import { type ContainerEngine, SHORT_ID_LENGTH } from '../schema/container-engines.js';

/** The container that the path of a control group names. */
export interface Layout {
  /** Whose container it is; null where the path does not tell which of the engines of Kubernetes. */
  readonly engine: ContainerEngine | null;
  /** Whether the id is the name: nobody need be asked for it. */
  readonly isNamed: boolean;
  /** Where the engine puts the id, in order: each gives '' for paths that are not like that. */
  readonly ids: readonly ((path: string) => string)[];
}

const HASH = /^[0-9a-fA-F]{64}$/;
const MAX_ID_LENGTH = 64;
/** Of containerd: what is in its namespace "default" may have any id; units of systemd are nobody's containers. */
const DEFAULT_NAMESPACE = '/default/';
const UNIT = /\.(?:scope|slice|service)$/;

/** Text between the last `prefix` and the last `suffix` of a path; '' for none. */
function textBetween(path: string, prefix: string, suffix: string): string {
  const at = path.lastIndexOf(prefix);
  const end = path.lastIndexOf(suffix);
  return at < 0 || end < 0 ? '' : path.slice(at + prefix.length, end);
}

/** Ids of runtimes like runc: a hash, of which the first digits are the id. */
function hashIn(prefix: string, suffix = ''): (path: string) => string {
  return (path) => {
    const id = textBetween(path, prefix, suffix);
    const isFree = path.startsWith(DEFAULT_NAMESPACE) && id.length <= MAX_ID_LENGTH && !UNIT.test(path);
    return isFree || HASH.test(id) ? id.slice(0, SHORT_ID_LENGTH) : '';
  };
}

/** The rest of the folder name after the first `prefix`. */
function folderAfter(prefix: string): (path: string) => string {
  return (path) => {
    const at = path.indexOf(prefix);
    return at < 0 ? '' : (path.slice(at + prefix.length).split('/', 1)[0] as string);
  };
}

/** machine/NAME.libvirt-lxc */
function oldLibvirtName(path: string): string {
  const suffix = '.libvirt-lxc';
  return path.endsWith(suffix) ? path.slice(path.lastIndexOf('/') + 1, -suffix.length) : '';
}

/** machine.slice/machine-lxc\x2dNAME.scope, or libvirt below it; NAME stays as systemd has escaped it. */
function libvirtName(path: string): string {
  const scope = path.endsWith('/libvirt') ? path.slice(0, -'/libvirt'.length) : path;
  return scope.endsWith('.scope') ? textBetween(scope, '-lxc\\x2d', '.scope') : '';
}

/** bpm-NAME, or bpm-NAME.scope and what is below it. */
function bpmName(path: string): string {
  const at = path.indexOf('bpm-');
  if (at < 0) return '';
  const rest = path.slice(at + 'bpm-'.length);
  const name = rest.split('.scope', 1)[0] as string;
  return name.includes('/') ? '' : name;
}

const NSPAWN = /\/(?:machine-([^/]+)\.scope|systemd-nspawn@([^/]+)\.service)(?:\/payload(?:\/|$)|$)/;
/** Virtual machines have scopes like those of containers. */
const VIRTUAL_MACHINE = /^qemu-/;

/** machine-NAME.scope or systemd-nspawn@NAME.service, without what nspawn itself does (supervisor). */
function nspawnName(path: string): string {
  const [, scope, service] = NSPAWN.exec(path) ?? [];
  const name = (scope ?? service ?? '').replaceAll(/\\x([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return VIRTUAL_MACHINE.test(name) ? '' : name;
}

const LIBPOD = '/libpod-';
/** A folder below that of podman's container, where systemd does not manage the control groups. */
const CONTAINER = '/container';

/** Where engines put the ids of their containers, in the order in which they are looked for. */
export const CGROUP_LAYOUTS: readonly Layout[] = [
  // as the reference has them (STATE.md#containers-from-control-groups)
  { engine: 'PODMAN', isNamed: false, ids: [hashIn(LIBPOD, '.scope'), hashIn(LIBPOD)] },
  { engine: 'DOCKER', isNamed: false, ids: [hashIn('/'), hashIn('/docker-', '.scope')] },
  { engine: 'LXC', isNamed: true, ids: ['/lxc/', '/lxc.payload/', '/lxc.payload.'].map(folderAfter) },
  { engine: 'LIBVIRT_LXC', isNamed: true, ids: [oldLibvirtName, libvirtName] },
  { engine: 'BPM', isNamed: true, ids: [bpmName] },
  {
    engine: null,
    isNamed: false,
    ids: [
      hashIn('/crio-'),
      hashIn('/cri-containerd-', '.scope'),
      hashIn('/crio-', '.scope'),
      hashIn(':cri-containerd:'),
    ],
  },
  // that the reference takes for the host
  { engine: 'PODMAN', isNamed: false, ids: [hashIn(LIBPOD, CONTAINER)] },
  { engine: 'CONTAINERD', isNamed: false, ids: [hashIn('/nerdctl-', '.scope')] },
  { engine: 'CUSTOM', isNamed: true, ids: [nspawnName] },
];
