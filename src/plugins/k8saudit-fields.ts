import { type FieldDef, fieldClass, USUAL_DEMANDS } from '../fields/field.js';
import { containers } from './k8saudit-containers.js';
import { INDEXED, KEYED, list, ofEvent, type Row, row, type Texts, text, walked } from './k8saudit-rows.js';
import {
  firstOf,
  fullNameOf,
  isPath,
  nameOf,
  parameter,
  podName,
  sourceAddresses,
  subjects,
  truth,
  volumeTypes,
} from './k8saudit-rules.js';
import { allElementTexts, elementTexts, repositoryOf, textsOf } from './k8saudit-values.js';

const annotation = (name: string, ...texts: Texts): Row => text(['annotations', name], ...texts);
const spec = (path: string, ...texts: Texts): Row => text(`requestObject.spec.${path}`, ...texts);
const rules = (name: string, field: string, description: string): Row =>
  walked(`requestObject.rules.${name}`, allElementTexts, field, description);
const IMAGE = 'requestObject.spec.containers.image';

const USUAL = containers('containers', 'containers');
const INIT = containers('initContainers', 'init containers');
const EPHEMERAL = containers('ephemeralContainers', 'ephemeral containers');

const ofContainers = (fields: Record<string, Row>, ...names: readonly string[]): readonly Row[] =>
  names.map((name) => fields[name] as Row);

const OTHERS = [
  'name',
  'image',
  'repository',
  'command',
  'args',
  'privileged',
  'escalation',
  'readOnly',
  'user',
  'effectiveUser',
  'group',
  'effectiveGroup',
  'procMount',
  'capabilities',
];

/** Fields of events of Kubernetes audit logs, in the order of the reference's plugin. */
export const K8S_AUDIT_FIELDS: readonly FieldDef[] = fieldClass(
  'k8saudit',
  [
    text('auditID', 'ka.auditid', 'Identifier of the request.'),
    text('stage', 'ka.stage', 'Stage of the request, such as ResponseComplete.'),
    annotation('authorization.k8s.io/decision', 'ka.auth.decision', 'Decision of the authorization.'),
    annotation('authorization.k8s.io/reason', 'ka.auth.reason', 'Reason of the decision.'),
    annotation('authentication.openshift.io/decision', 'ka.auth.openshift.decision', 'Decision of OpenShift.'),
    annotation(
      'validation.policy.admission.k8s.io/validation_failure',
      'ka.validations.admission.policy.failure',
      'Policies of admission that failed.',
    ),
    annotation(
      'pod-security.kubernetes.io/audit-violations',
      'ka.security.pod.violations',
      'Violations of pod security.',
    ),
    annotation('authentication.openshift.io/username', 'ka.auth.openshift.username', 'User name of OpenShift.'),
    text('user.username', 'ka.user.name', 'User who made the request.'),
    list('user.groups', elementTexts, 'ka.user.groups', 'Groups of the user.'),
    text('impersonatedUser.username', 'ka.impuser.name', 'User as whom the request was made.'),
    text('verb', 'ka.verb', 'Verb of the request, such as create.'),
    text('requestURI', 'ka.uri', 'URI of the request.'),
    row(['ka.uri.param', 'Parameter of the URI: ka.uri.param[NAME].'], parameter, KEYED),
    text('objectRef.name', 'ka.target.name', 'Name of the object.'),
    text('objectRef.namespace', 'ka.target.namespace', 'Namespace of the object.'),
    text('objectRef.resource', 'ka.target.resource', 'Resource, such as pods.'),
    text('objectRef.subresource', 'ka.target.subresource', 'Part of the resource, such as exec.'),
    row(['ka.target.pod.name', 'Name of the pod in the response, for requests of pods.'], podName),
    list('requestObject.subjects', elementTexts, 'ka.req.binding.subjects', 'Subjects of a binding, each as JSON.'),
    subjects('User', nameOf, 'ka.req.binding.subjects.user_names', 'Users of a binding.'),
    subjects(
      'ServiceAccount',
      nameOf,
      'ka.req.binding.subjects.serviceaccount_names',
      'Service accounts of a binding.',
    ),
    subjects(
      'ServiceAccount',
      fullNameOf,
      'ka.req.binding.subjects.serviceaccount_ns_names',
      'Service accounts of a binding, as NAMESPACE:NAME.',
    ),
    subjects('Group', nameOf, 'ka.req.binding.subjects.group_names', 'Groups of a binding.'),
    text('requestObject.roleRef.name', 'ka.req.binding.role', 'Role of a binding.'),
    row(
      ['ka.req.binding.subject.has_name', 'Always true; deprecated.'],
      ofEvent(() => () => 'true'),
      KEYED,
    ),
    text('objectRef.name', 'ka.req.configmap.name', 'Name of the object, of any kind.'),
    text('requestObject.data', 'ka.req.configmap.obj', 'Data of a configuration map, as JSON.'),
    ...ofContainers(USUAL, 'args', 'command', 'name', 'image'),
    firstOf(IMAGE, (image) => image, 'ka.req.container.image', 'Image of the first container; deprecated.'),
    ...ofContainers(USUAL, 'repository'),
    firstOf(
      IMAGE,
      repositoryOf,
      'ka.req.container.image.repository',
      'Image of the first container before the first colon; deprecated.',
    ),
    spec('hostIPC', 'ka.req.pod.host_ipc', 'Whether the pod uses the IPC namespace of the host.'),
    spec('hostNetwork', 'ka.req.pod.host_network', 'Whether the pod uses the network of the host.'),
    spec('hostNetwork', 'ka.req.container.host_network', 'Whether the pod uses the network of the host; deprecated.'),
    spec('hostPID', 'ka.req.pod.host_pid', 'Whether the pod uses the processes of the host.'),
    ...ofContainers(USUAL, 'hostPort', 'privileged'),
    truth('requestObject.spec.containers.securityContext.privileged', (value) => value === 'true', [
      'ka.req.container.privileged',
      'Whether a container is privileged; deprecated.',
    ]),
    ...ofContainers(USUAL, 'escalation', 'readOnly'),
    spec('securityContext.runAsUser', 'ka.req.pod.run_as_user', 'User that the pod runs as.'),
    ...ofContainers(USUAL, 'user', 'effectiveUser'),
    spec('securityContext.runAsGroup', 'ka.req.pod.run_as_group', 'Group that the pod runs as.'),
    ...ofContainers(USUAL, 'group', 'effectiveGroup', 'procMount'),
    list('requestObject.rules', elementTexts, 'ka.req.role.rules', 'Rules of a role, each as JSON.'),
    rules('apiGroups', 'ka.req.role.rules.apiGroups', 'Groups of the API in the rules of a role.'),
    rules('nonResourceURLs', 'ka.req.role.rules.nonResourceURLs', 'URLs in the rules of a role.'),
    rules('verbs', 'ka.req.role.rules.verbs', 'Verbs in the rules of a role.'),
    rules('resources', 'ka.req.role.rules.resources', 'Resources in the rules of a role.'),
    spec('securityContext.fsGroup', 'ka.req.pod.fs_group', 'Group that owns the volumes of the pod.'),
    list(
      'requestObject.spec.securityContext.supplementalGroups',
      elementTexts,
      'ka.req.pod.supplemental_groups',
      'Further groups of the pod.',
    ),
    ...ofContainers(USUAL, 'capabilities'),
    spec('type', 'ka.req.service.type', 'Type of a service.'),
    walked('requestObject.spec.ports', textsOf, 'ka.req.service.ports', 'Ports of a service, one text of JSON.'),
    walked(
      'requestObject.spec.volumes.hostPath.path',
      textsOf,
      'ka.req.pod.volumes.hostpath',
      'Paths of the host that are mounted.',
    ),
    truth(
      'requestObject.spec.volumes.hostPath.path',
      isPath,
      ['ka.req.volume.hostpath', 'Whether a path of the host is mounted, a star at its end for any below; deprecated.'],
      KEYED,
    ),
    walked(
      'requestObject.spec.volumes.flexVolume.driver',
      textsOf,
      'ka.req.pod.volumes.flexvolume_driver',
      'Drivers of flexible volumes.',
    ),
    row(['ka.req.pod.volumes.volume_type', 'Types of volumes, such as hostPath.'], volumeTypes, INDEXED),
    text('responseObject.metadata.name', 'ka.resp.name', 'Name of the object in the response.'),
    text('responseStatus.code', 'ka.response.code', 'Status of the response.'),
    text('responseStatus.reason', 'ka.response.reason', 'Reason of the status.'),
    text('userAgent', 'ka.useragent', 'Program that made the request.'),
    row(['ka.sourceips', 'Addresses of the client.'], sourceAddresses, INDEXED),
    annotation('cluster_name', 'ka.cluster.name', 'Name of the cluster.'),
    ...ofContainers(INIT, ...OTHERS, 'hostPort'),
    ...ofContainers(EPHEMERAL, ...OTHERS),
  ],
  USUAL_DEMANDS,
);
