import type { RefusedRow } from './row.js';

const PLUGINS = 'plugins are not run; what one has captured is read with -r';
const GVISOR = 'only the machine itself is captured, not what runs in gVisor';
const CLUSTERS = 'no API server is asked; pods are known as far as their container engine tells';

/** Options of sysdig that cannot be done. */
export const REFUSED: readonly RefusedRow[] = [
  {
    key: 'input',
    letter: 'I',
    names: ['input'],
    value: 'PLUGIN[:PARAMS]',
    help: 'capture with a plugin',
    refusal: PLUGINS,
  },
  {
    key: 'plugin',
    letter: 'H',
    names: ['plugin'],
    value: 'PLUGIN[:CONFIG]',
    help: 'load a plugin',
    refusal: PLUGINS,
  },
  {
    key: 'pluginConfigFile',
    names: ['plugin-config-file'],
    value: 'FILE',
    help: 'load the plugins of a file',
    refusal: PLUGINS,
  },
  { key: 'pluginInfo', names: ['plugin-info'], value: 'PLUGIN', help: 'describe a plugin', refusal: PLUGINS },
  {
    key: 'gvisorConfig',
    letter: 'g',
    names: ['gvisor-config'],
    value: 'FILE',
    help: 'capture gVisor',
    refusal: GVISOR,
  },
  {
    key: 'gvisorGenerateConfig',
    names: ['gvisor-generate-config'],
    value: 'SOCKET',
    isValueOptional: true,
    help: 'make what -g takes',
    refusal: GVISOR,
  },
  { key: 'gvisorRoot', names: ['gvisor-root'], value: 'FOLDER', help: 'where gVisor is', refusal: GVISOR },
  { key: 'k8sApi', letter: 'k', names: ['k8s-api'], value: 'URL', help: 'ask Kubernetes', refusal: CLUSTERS },
  {
    key: 'k8sApiCert',
    letter: 'K',
    names: ['k8s-api-cert'],
    value: 'FILES',
    help: 'credentials for Kubernetes',
    refusal: CLUSTERS,
  },
  { key: 'nodeName', letter: 'N', names: ['node-name'], value: 'NAME', help: 'the node to ask of', refusal: CLUSTERS },
  { key: 'mesosApi', letter: 'm', names: ['mesos-api'], value: 'URL', help: 'ask Mesos', refusal: CLUSTERS },
  {
    key: 'cri',
    names: ['cri'],
    value: 'SOCKET',
    help: 'ask an engine of CRI',
    refusal: 'set CONTAINER_RUNTIME_ENDPOINT to the socket instead',
  },
  {
    key: 'criTimeout',
    names: ['cri-timeout'],
    value: 'MS',
    help: 'how long to wait for it',
    refusal: 'the time limit for container engines is fixed',
  },
  {
    key: 'udig',
    letter: 'u',
    names: ['udig'],
    help: 'capture without the kernel',
    refusal: 'a capture is made with eBPF only',
  },
];
