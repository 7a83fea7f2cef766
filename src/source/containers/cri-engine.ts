import { CONTAINER_ENGINES } from '../../schema/container-engines.js';
import type { ContainerRecord } from './container-record.js';
import { criDetails, sandboxDetails, sandboxIdOf } from './cri-details.js';
import { CRI_MESSAGES } from './cri-messages.js';
import { type Engine, SHORT_HASH } from './engine.js';
import { GrpcSocket } from './grpc-socket.js';
import { type Json, textIn } from './json-values.js';

const SERVICE = 'runtime.v1.RuntimeService';
/** Version of the kubelet's API, which has never changed. */
const KUBE_API_VERSION = '0.1.0';

/** Numbers of the engines, by the names that they report. */
const TYPES: ReadonlyMap<string, number> = new Map([
  ['containerd', CONTAINER_ENGINES.CONTAINERD.id],
  ['cri-o', CONTAINER_ENGINES.CRIO.id],
]);

/** A Kubernetes runtime, queried through the Container Runtime Interface (kubernetes/cri-api). */
export class CriEngine implements Engine {
  readonly socket: string;
  private readonly grpc: GrpcSocket;

  constructor(socket: string) {
    this.socket = socket;
    this.grpc = new GrpcSocket(socket, CRI_MESSAGES);
  }

  async describe(id: string): Promise<ContainerRecord | null> {
    if (!SHORT_HASH.test(id)) return null;
    const container = await this.call('ContainerStatus', { container_id: id, verbose: true });
    const podId = container === null ? id : sandboxIdOf(container);
    const pod = podId === '' ? null : await this.call('PodSandboxStatus', { pod_sandbox_id: podId, verbose: true });
    if (container === null && pod === null) return null;
    const type = await this.type();
    return container === null ? sandboxDetails(type, pod) : criDetails(type, container, pod);
  }

  private async type(): Promise<number> {
    const answer = await this.call('Version', { version: KUBE_API_VERSION });
    return TYPES.get(textIn(answer, 'runtime_name')) ?? CONTAINER_ENGINES.CRI.id;
  }

  private call(name: string, request: object): Promise<Json> {
    return this.grpc.call({ service: SERVICE, name }, request);
  }

  close(): void {
    this.grpc.close();
  }
}
