import { SHORT_ID_LENGTH } from '../../schema/container-engines.js';
import type { ContainerRecord } from './container-record.js';
import { containerdDetails } from './containerd-details.js';
import { CONTAINERD_MESSAGES } from './containerd-messages.js';
import { type Engine, SHORT_HASH } from './engine.js';
import { GrpcSocket } from './grpc-socket.js';
import { listIn, textIn } from './json-values.js';

const CONTAINERS = { service: 'containerd.services.containers.v1.Containers', name: 'List' };
const NAMESPACES = { service: 'containerd.services.namespaces.v1.Namespaces', name: 'List' };
/** The namespace whose containers may have ids that are not hashes (state/cgroup-layouts.ts), and the header for a namespace. */
const DEFAULT = 'default';
const NAMESPACE_HEADER = 'containerd-namespace';
const MAX_NAMESPACES = 32;
/** Names that containerd accepts. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The filter for a container by its id or the first twelve characters of it (containerd, pkg/filters). */
const filterOf = (id: string): string =>
  id.length < SHORT_ID_LENGTH ? `id==${id}` : `id~=^${id.replaceAll('.', '[.]')}`;

/** containerd, queried through its own API, for containers started without Kubernetes (ctr, nerdctl). */
export class ContainerdEngine implements Engine {
  readonly socket: string;
  private readonly grpc: GrpcSocket;

  constructor(socket: string) {
    this.socket = socket;
    this.grpc = new GrpcSocket(socket, CONTAINERD_MESSAGES);
  }

  async describe(id: string): Promise<ContainerRecord | null> {
    if (!NAME.test(id)) return null;
    const namespaces = SHORT_HASH.test(id) ? await this.namespaces() : [DEFAULT];
    for (const namespace of namespaces) {
      const answer = await this.grpc.call(CONTAINERS, { filters: [filterOf(id)] }, { [NAMESPACE_HEADER]: namespace });
      const found = listIn(answer, 'containers');
      // several ids with the same beginning are ambiguous
      if (found.length > 0) return found.length === 1 ? containerdDetails(found[0]) : null;
    }
    return null;
  }

  private async namespaces(): Promise<readonly string[]> {
    const answer = await this.grpc.call(NAMESPACES, {});
    const names = listIn(answer, 'namespaces').map((namespace) => textIn(namespace, 'name'));
    return names.filter((name) => NAME.test(name)).slice(0, MAX_NAMESPACES);
  }

  close(): void {
    this.grpc.close();
  }
}
