import { CONTAINER_ENGINES } from '../../schema/container-engines.js';
import { ContainerdEngine } from './containerd-engine.js';
import { CriEngine } from './cri-engine.js';
import { DockerEngine } from './docker-engine.js';
import type { Engine } from './engine.js';

/** A container engine that may run here: its default sockets, and the variable that gives its own tools another address. */
interface Place {
  readonly variable: string;
  readonly sockets: readonly string[];
  readonly at: (socket: string) => Engine;
}

const CONTAINERD_SOCKETS = ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'];
const docker = (socket: string): Engine => new DockerEngine(CONTAINER_ENGINES.DOCKER.id, socket);
const podman = (socket: string): Engine => new DockerEngine(CONTAINER_ENGINES.PODMAN.id, socket);

/** In the order in which they are queried. */
const PLACES: readonly Place[] = [
  { variable: 'DOCKER_HOST', sockets: ['/var/run/docker.sock'], at: docker },
  { variable: 'CONTAINER_HOST', sockets: ['/run/podman/podman.sock'], at: podman },
  {
    variable: 'CONTAINER_RUNTIME_ENDPOINT',
    sockets: [...CONTAINERD_SOCKETS, '/run/crio/crio.sock'],
    at: (socket) => new CriEngine(socket),
  },
  { variable: 'CONTAINERD_ADDRESS', sockets: CONTAINERD_SOCKETS, at: (socket) => new ContainerdEngine(socket) },
];

const UNIX = /^unix:(?:\/\/)?(?=\/)/;

/** The path in an address such as unix:///run/docker.sock, or a plain path; null for all other addresses, which are ignored. */
function socketOf(address: string | undefined): string | null {
  const path = address?.replace(UNIX, '') ?? '';
  return path.startsWith('/') ? path : null;
}

/** Engines that may run here, in the order in which they are queried; the environment can give other sockets, as for their own tools. */
export function enginesOf(env: Readonly<Record<string, string | undefined>>): readonly Engine[] {
  return PLACES.flatMap(({ variable, sockets, at }) => {
    const named = socketOf(env[variable]);
    return (named === null ? sockets : [named]).map(at);
  });
}
