/** Container engines that tell about their containers, by Docker's HTTP interface over a socket of this machine. */
export interface Engine {
  /** Number of the engine in container events (reference CT_*). */
  readonly type: number;
  /** Path of the socket. */
  readonly socket: string;
}

const DOCKER = 0;
const PODMAN = 11;
const UNIX = 'unix://';

/** Path in an address such as unix:///run/docker.sock; null for addresses that lead elsewhere, which nobody is asked at. */
function socketOf(address: string | undefined): string | null {
  return address?.startsWith(UNIX) ? address.slice(UNIX.length) : null;
}

/** Engines that may run here, in the order in which they are asked; the environment names others as for their own tools. */
export function enginesOf(env: Readonly<Record<string, string | undefined>>): readonly Engine[] {
  return [
    { type: DOCKER, socket: socketOf(env['DOCKER_HOST']) ?? '/var/run/docker.sock' },
    { type: PODMAN, socket: socketOf(env['CONTAINER_HOST']) ?? '/run/podman/podman.sock' },
  ];
}
