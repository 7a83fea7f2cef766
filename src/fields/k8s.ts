import type { Container } from '../state/container-table.js';
import { type FieldDef, type FieldValue, subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

/** Labels set by the kubelet to identify the pod of a container. */
const LABEL = {
  POD: 'io.kubernetes.pod.name',
  NAMESPACE: 'io.kubernetes.pod.namespace',
  UID: 'io.kubernetes.pod.uid',
  SANDBOX: 'io.kubernetes.sandbox.id',
} as const;

const ID_LENGTH = 12;

type Labels = Readonly<Record<string, string>>;

const labelsOf = (container: Container, key: string): Labels => (container.details[key] ?? {}) as Labels;

/** Reads the labels of the thread's container; null outside containers. */
function ofLabels(read: (labels: Labels, container: Container) => FieldValue): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    const container = thread.containerId === '' ? undefined : evt.state.containers.find(thread.containerId);
    return container === undefined ? null : read(labelsOf(container, 'labels'), container);
  });
}

const label = (name: string): FieldDef['bind'] => ofLabels((labels) => labels[name] ?? null);

function textField(name: string, bind: FieldDef['bind'], texts: Pick<FieldDef, 'display' | 'description'>) {
  return { name, type: 'charbuf' as const, cost: 5, bind, ...texts };
}

/** The pod of the process' container, as far as known from the container's labels. */
export const K8S_FIELDS = subjectClass(
  'k8s',
  [
    textField('k8s.ns.name', label(LABEL.NAMESPACE), { display: 'Namespace', description: 'Namespace of the pod.' }),
    textField('k8s.pod.name', label(LABEL.POD), { display: 'Pod Name', description: 'Name of the pod.' }),
    textField('k8s.pod.id', label(LABEL.UID), { display: 'Pod ID', description: 'Same as k8s.pod.uid.' }),
    textField('k8s.pod.uid', label(LABEL.UID), { display: 'Pod UID', description: 'Unique id of the pod.' }),
    textField(
      'k8s.pod.sandbox_id',
      ofLabels((labels) => labels[LABEL.SANDBOX]?.slice(0, ID_LENGTH) ?? null),
      {
        display: 'Sandbox ID',
        description: "First twelve digits of the id of the pod's sandbox container.",
      },
    ),
    textField('k8s.pod.full_sandbox_id', label(LABEL.SANDBOX), {
      display: 'Full Sandbox ID',
      description: "The full id of the pod's sandbox container.",
    }),
    {
      name: 'k8s.pod.label',
      type: 'charbuf',
      arg: 'required',
      cost: 5,
      display: 'Pod Label',
      description: 'One label of the pod: k8s.pod.label.app or k8s.pod.label[app].',
      bind: (arg, context) =>
        ofLabels((_, container) => labelsOf(container, 'pod_sandbox_labels')[arg ?? ''] ?? null)(arg, context),
    },
    textField(
      'k8s.pod.labels',
      ofLabels((labels, container) =>
        labels[LABEL.POD] === undefined
          ? null
          : Object.entries(labelsOf(container, 'pod_sandbox_labels'))
              .map(([name, value]) => `${name}:${value}`)
              .join(', '),
      ),
      { display: 'Pod Labels', description: 'All labels of the pod as name:value.' },
    ),
    textField(
      'k8s.pod.ip',
      ofLabels((labels, container) =>
        labels[LABEL.POD] === undefined ? null : ((container.details['ip'] as string) ?? null),
      ),
      { display: 'Pod IP', description: 'First IPv4 address of the pod.' },
    ),
    textField(
      'k8s.pod.cni.json',
      ofLabels((labels, container) =>
        labels[LABEL.POD] === undefined ? null : ((container.details['cni_json'] as string) ?? null),
      ),
      { display: 'Pod CNI Result', description: 'Result of the network plugin (CNI) for the pod, as JSON.' },
    ),
  ],
  USUAL_DEMANDS,
);
