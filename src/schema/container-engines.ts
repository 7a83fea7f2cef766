/** Container engines by their number in container events (reference CT_*), with the name shown by container.type. */
export const CONTAINER_ENGINES = {
  DOCKER: { id: 0, name: 'docker' },
  LXC: { id: 1, name: 'lxc' },
  LIBVIRT_LXC: { id: 2, name: 'libvirt-lxc' },
  MESOS: { id: 3, name: 'mesos' },
  RKT: { id: 4, name: 'rkt' },
  CUSTOM: { id: 5, name: 'custom' },
  CRI: { id: 6, name: 'cri' },
  CONTAINERD: { id: 7, name: 'containerd' },
  CRIO: { id: 8, name: 'cri-o' },
  BPM: { id: 9, name: 'bpm' },
  STATIC: { id: 10, name: 'static' },
  PODMAN: { id: 11, name: 'podman' },
} as const satisfies Record<string, { id: number; name: string }>;

/** Key of a container engine. */
export type ContainerEngine = keyof typeof CONTAINER_ENGINES;

/** Number of hexadecimal digits shown of a container id. */
export const SHORT_ID_LENGTH = 12;
