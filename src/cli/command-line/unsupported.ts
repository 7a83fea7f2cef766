import type { UnsupportedRow } from './row.js';

const GVISOR = 'gVisor is not supported; only the machine itself is captured';
const CLUSTERS = 'API servers are not queried; pod names come from the container engine';

/** Options of sysdig that are not supported. */
export const UNSUPPORTED: readonly UnsupportedRow[] = [
  {
    key: 'gvisorConfig',
    letter: 'g',
    names: ['gvisor-config'],
    value: 'FILE',
    help: 'capture gVisor',
    reason: GVISOR,
  },
  {
    key: 'gvisorGenerateConfig',
    names: ['gvisor-generate-config'],
    value: 'SOCKET',
    isValueOptional: true,
    help: 'print a configuration for -g',
    reason: GVISOR,
  },
  { key: 'gvisorRoot', names: ['gvisor-root'], value: 'FOLDER', help: 'root folder of gVisor', reason: GVISOR },
  { key: 'k8sApi', letter: 'k', names: ['k8s-api'], value: 'URL', help: 'ask Kubernetes', reason: CLUSTERS },
  {
    key: 'k8sApiCert',
    letter: 'K',
    names: ['k8s-api-cert'],
    value: 'FILES',
    help: 'credentials for Kubernetes',
    reason: CLUSTERS,
  },
  {
    key: 'nodeName',
    letter: 'N',
    names: ['node-name'],
    value: 'NAME',
    help: 'the node to ask about',
    reason: CLUSTERS,
  },
  { key: 'mesosApi', letter: 'm', names: ['mesos-api'], value: 'URL', help: 'ask Mesos', reason: CLUSTERS },
  {
    key: 'cri',
    names: ['cri'],
    value: 'SOCKET',
    help: 'ask a CRI engine',
    reason: 'set CONTAINER_RUNTIME_ENDPOINT to the socket instead',
  },
  {
    key: 'criTimeout',
    names: ['cri-timeout'],
    value: 'MS',
    help: 'time limit for CRI engines',
    reason: 'the time limit for container engines is fixed',
  },
  {
    key: 'udig',
    letter: 'u',
    names: ['udig'],
    help: 'capture without the kernel',
    reason: 'captures are made with eBPF only',
  },
];
