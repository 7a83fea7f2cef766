import { type ContainerEngine, SHORT_ID_LENGTH } from '../schema/container-engines.js';

/** How one container engine writes container ids into control group paths. */
export interface Layout {
  /** The engine; null if the path does not tell which Kubernetes engine it is. */
  readonly engine: ContainerEngine | null;
  /** Whether the id is also the name, so the engine need not be queried. */
  readonly isNamed: boolean;
  /** Functions that extract the id, in order; each returns '' for paths that do not match. */
  readonly ids: readonly ((path: string) => string)[];
}

const HASH = /^[0-9a-fA-F]{64}$/;
const MAX_ID_LENGTH = 64;
/** containerd: ids in its namespace "default" may have any form. Systemd units are not containers. */
const DEFAULT_NAMESPACE = '/default/';
const UNIT = /\.(?:scope|slice|service)$/;

/** Text between the last `prefix` and the last `suffix` of a path; '' for none. */
function textBetween(path: string, prefix: string, suffix: string): string {
  const at = path.lastIndexOf(prefix);
  const end = path.lastIndexOf(suffix);
  return at < 0 || end < 0 ? '' : path.slice(at + prefix.length, end);
}

/** Ids of runtimes like runc: the first digits of a hash. */
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

/** machine.slice/machine-lxc\x2dNAME.scope, or libvirt below it; NAME keeps systemd's escapes. */
function libvirtName(path: string): string {
  const scope = path.endsWith('/libvirt') ? path.slice(0, -'/libvirt'.length) : path;
  return scope.endsWith('.scope') ? textBetween(scope, '-lxc\\x2d', '.scope') : '';
}

/** bpm-NAME, or bpm-NAME.scope and everything below it. */
function bpmName(path: string): string {
  const at = path.indexOf('bpm-');
  if (at < 0) return '';
  const rest = path.slice(at + 'bpm-'.length);
  const name = rest.split('.scope', 1)[0] as string;
  return name.includes('/') ? '' : name;
}

const NSPAWN = /\/(?:machine-([^/]+)\.scope|systemd-nspawn@([^/]+)\.service)(?:\/payload(?:\/|$)|$)/;
/** Virtual machines have scopes of the same form as containers. */
const VIRTUAL_MACHINE = /^qemu-/;

/** machine-NAME.scope or systemd-nspawn@NAME.service, without nspawn's own supervisor. */
function nspawnName(path: string): string {
  const [, scope, service] = NSPAWN.exec(path) ?? [];
  const name = (scope ?? service ?? '').replaceAll(/\\x([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return VIRTUAL_MACHINE.test(name) ? '' : name;
}

const LIBPOD = '/libpod-';
/** Folder below podman's container if systemd does not manage the control groups. */
const CONTAINER = '/container';

/** Where engines put the ids of their containers, in search order. */
export const CGROUP_LAYOUTS: readonly Layout[] = [
  // as in the reference (STATE.md#containers-from-control-groups)
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
  // containers that the reference takes for the host
  { engine: 'PODMAN', isNamed: false, ids: [hashIn(LIBPOD, CONTAINER)] },
  { engine: 'CONTAINERD', isNamed: false, ids: [hashIn('/nerdctl-', '.scope')] },
  { engine: 'CUSTOM', isNamed: true, ids: [nspawnName] },
];
