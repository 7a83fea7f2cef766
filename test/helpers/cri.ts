/** Pods of a Kubernetes container runtime, created as the kubelet does. */
import { Client, credentials } from '@grpc/grpc-js';
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader';
import { removeGroups } from './cgroups.js';
import { IMAGE } from './containerd.js';

const text = (id: number) => ({ type: 'string', id });
const number = (id: number) => ({ type: 'int32', id });
const inner = (type: string, id: number) => ({ type, id });
const texts = (id: number) => ({ keyType: 'string', type: 'string', id });
const empty = { fields: {} };

/** The parts of kubernetes/cri-api, pkg/apis/runtime/v1, that are needed to run a container. */
const MESSAGES = {
  RuntimeService: {
    methods: Object.fromEntries(
      ['RunPodSandbox', 'CreateContainer', 'StartContainer', 'StopPodSandbox', 'RemovePodSandbox'].map((name) => [
        name,
        { requestType: `${name}Request`, responseType: `${name}Response`, comment: '' },
      ]),
    ),
  },
  RunPodSandboxRequest: { fields: { config: inner('PodSandboxConfig', 1) } },
  RunPodSandboxResponse: { fields: { pod_sandbox_id: text(1) } },
  CreateContainerRequest: {
    fields: {
      pod_sandbox_id: text(1),
      config: inner('ContainerConfig', 2),
      sandbox_config: inner('PodSandboxConfig', 3),
    },
  },
  CreateContainerResponse: { fields: { container_id: text(1) } },
  StartContainerRequest: { fields: { container_id: text(1) } },
  StartContainerResponse: empty,
  StopPodSandboxRequest: { fields: { pod_sandbox_id: text(1) } },
  StopPodSandboxResponse: empty,
  RemovePodSandboxRequest: { fields: { pod_sandbox_id: text(1) } },
  RemovePodSandboxResponse: empty,
  PodSandboxConfig: {
    fields: {
      metadata: inner('PodSandboxMetadata', 1),
      log_directory: text(3),
      labels: texts(6),
      linux: inner('LinuxPodSandboxConfig', 8),
    },
  },
  PodSandboxMetadata: { fields: { name: text(1), uid: text(2), namespace: text(3) } },
  LinuxPodSandboxConfig: {
    fields: { cgroup_parent: text(1), security_context: inner('LinuxSandboxSecurityContext', 2) },
  },
  LinuxSandboxSecurityContext: { fields: { namespace_options: inner('NamespaceOption', 1) } },
  NamespaceOption: { fields: { network: number(1), pid: number(2), ipc: number(3) } },
  ContainerConfig: {
    fields: {
      metadata: inner('ContainerMetadata', 1),
      image: inner('ImageSpec', 2),
      command: { rule: 'repeated', type: 'string', id: 3 },
      mounts: { rule: 'repeated', type: 'Mount', id: 7 },
      labels: texts(9),
    },
  },
  Mount: { fields: { container_path: text(1), host_path: text(2), readonly: inner('bool', 3) } },
  ContainerMetadata: { fields: { name: text(1) } },
  ImageSpec: { fields: { image: text(1) } },
};

/** CRI's NamespaceMode. */
const OF_HOST = 2;

/** A pod with a shell in it. */
export interface Pod {
  readonly id: string;
  /** Runs a line of shell in a container of the pod, with labels. Resolves to the container's id once it has started. */
  run(name: string, line: string, labels?: Readonly<Record<string, string>>): Promise<string>;
  /** Ends all its containers and removes its control groups. */
  remove(): Promise<void>;
}

type Reply = Readonly<Record<string, string>>;

function connect(socket: string): { client: Client; call: (method: string, request: object) => Promise<Reply> } {
  const definitions = fromJSON({ nested: { runtime: { nested: { v1: { nested: MESSAGES } } } } });
  const service = definitions['runtime.v1.RuntimeService'] as ServiceDefinition;
  const client = new Client(`unix:${socket}`, credentials.createInsecure());
  const call = (method: string, request: object): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = service[method] as ServiceDefinition[string];
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, reply) =>
        error === null ? resolve(reply as Reply) : reject(error),
      );
    });
  return { client, call };
}

/** Creates a pod with the host's network and its own control groups. */
export async function runPod(socket: string, metadata: object, labels: Readonly<Record<string, string>>): Promise<Pod> {
  const { client, call } = connect(socket);
  const group = `/kubepods/pod${process.pid}`;
  const options = { network: OF_HOST };
  const config = {
    metadata,
    labels,
    linux: { cgroup_parent: group, security_context: { namespace_options: options } },
  };
  const { pod_sandbox_id: id = '' } = await call('RunPodSandbox', { config });
  return {
    id,
    run: async (name, line, own = {}) => {
      const container = {
        metadata: { name },
        image: { image: IMAGE },
        command: ['/bin/sh', '-c', line],
        labels: own,
        mounts: [{ container_path: '/data', host_path: '/usr/share', readonly: true }],
      };
      const request = { pod_sandbox_id: id, config: container, sandbox_config: config };
      const { container_id = '' } = await call('CreateContainer', request);
      await call('StartContainer', { container_id });
      return container_id;
    },
    remove: async () => {
      await call('StopPodSandbox', { pod_sandbox_id: id });
      await call('RemovePodSandbox', { pod_sandbox_id: id });
      client.close();
      for (const path of [group, '/kubepods']) removeGroups(path);
    },
  };
}
