/**
 * The messages of the Container Runtime Interface, as far as they are used here, in the form of @grpc/proto-loader's
 * fromJSON. Field numbers are those of kubernetes/cri-api, pkg/apis/runtime/v1.
 */
const text = (id: number) => ({ type: 'string', id });
const flag = (id: number) => ({ type: 'bool', id });
const inner = (type: string, id: number) => ({ type, id });
const texts = (id: number) => ({ keyType: 'string', type: 'string', id });

const MESSAGES = {
  RuntimeService: {
    methods: {
      Version: { requestType: 'VersionRequest', responseType: 'VersionResponse' },
      ContainerStatus: { requestType: 'ContainerStatusRequest', responseType: 'ContainerStatusResponse' },
      PodSandboxStatus: { requestType: 'PodSandboxStatusRequest', responseType: 'PodSandboxStatusResponse' },
    },
  },
  VersionRequest: { fields: { version: text(1) } },
  VersionResponse: { fields: { runtime_name: text(2) } },
  ContainerStatusRequest: { fields: { container_id: text(1), verbose: flag(2) } },
  ContainerStatusResponse: { fields: { status: inner('ContainerStatus', 1), info: texts(2) } },
  ContainerStatus: {
    fields: {
      id: text(1),
      metadata: inner('ContainerMetadata', 2),
      image: inner('ImageSpec', 8),
      image_ref: text(9),
      labels: texts(12),
      mounts: { rule: 'repeated', type: 'Mount', id: 14 },
      image_id: text(17),
    },
  },
  ContainerMetadata: { fields: { name: text(1) } },
  ImageSpec: { fields: { image: text(1) } },
  Mount: {
    fields: {
      container_path: text(1),
      host_path: text(2),
      readonly: flag(3),
      propagation: inner('int32', 5),
    },
  },
  PodSandboxStatusRequest: { fields: { pod_sandbox_id: text(1), verbose: flag(2) } },
  PodSandboxStatusResponse: { fields: { status: inner('PodSandboxStatus', 1), info: texts(2) } },
  PodSandboxStatus: {
    fields: {
      id: text(1),
      metadata: inner('PodSandboxMetadata', 2),
      network: inner('PodSandboxNetworkStatus', 5),
      linux: inner('LinuxPodSandboxStatus', 6),
      labels: texts(7),
    },
  },
  PodSandboxMetadata: { fields: { name: text(1), uid: text(2), namespace: text(3) } },
  PodSandboxNetworkStatus: { fields: { ip: text(1) } },
  LinuxPodSandboxStatus: { fields: { namespaces: inner('Namespace', 1) } },
  Namespace: { fields: { options: inner('NamespaceOption', 2) } },
  NamespaceOption: {
    fields: { network: inner('int32', 1), pid: inner('int32', 2), ipc: inner('int32', 3) },
  },
};

export const CRI_MESSAGES = { nested: { runtime: { nested: { v1: { nested: MESSAGES } } } } };
