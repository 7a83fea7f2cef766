import { KIND, NOTHING } from './json-document.js';
import { INDEXED, type Make, ofEvent, type Row, row, type Texts, walked } from './k8saudit-rows.js';
import { elementsOf, joinedTexts, repositoryOf, textsOf, walk } from './k8saudit-values.js';
import { anyText, namesOf } from './payload.js';

/** All texts, if none is missing. */
export const whole: Make = (json, found) => (found.includes(NOTHING) ? null : textsOf(json, found));

const repositories: Make = (json, found) => whole(json, found)?.map(repositoryOf) ?? null;

/** The ports of hosts, else of containers, of lists of ports. */
const ports: Make = (json, found) => {
  const [host, container] = [namesOf(['hostPort']), namesOf(['containerPort'])];
  const lists = found.filter((value) => value !== NOTHING);
  if (lists.some((value) => json.kind(value) !== KIND.ARRAY)) return null;
  return lists.flatMap((value) =>
    elementsOf(json, value).flatMap((port) => {
      const number = json.at(port, host) === NOTHING ? json.at(port, container) : json.at(port, host);
      return number === NOTHING ? [] : [anyText(json, number)];
    }),
  );
};

/** An id as it is in the container itself, else in the specification, else 0. */
function effective(containers: string, name: string, ...texts: Texts): Row {
  const bind = ofEvent((arg) => {
    const steps = namesOf(['requestObject', 'spec', containers, name]);
    const ofPod = namesOf(['requestObject', 'spec', name]);
    const index = arg === null ? null : Number(arg);
    return (json, root) => {
      const otherwise = json.at(root, ofPod);
      const rest = otherwise === NOTHING ? '0' : anyText(json, otherwise);
      const found = walk(json, root, steps, index);
      return found?.map((value) => (value === NOTHING ? rest : anyText(json, value))) ?? null;
    };
  });
  return row(texts, bind, INDEXED);
}

type Member = 'containers' | 'initContainers' | 'ephemeralContainers';

/** Fields of the security contexts of containers, where they have them. */
function secured(member: Member, what: string): Record<string, Row> {
  const of = (path: string, field: string, description: string): Row =>
    walked(
      `requestObject.spec.${member}.securityContext.${path}`,
      textsOf,
      `ka.req.pod.${member}.${field}`,
      description,
    );
  return {
    privileged: of('privileged', 'privileged', `Whether ${what} are privileged, where they say so.`),
    escalation: of(
      'allowPrivilegeEscalation',
      'allow_privilege_escalation',
      `Whether ${what} may gain privileges, where they say so.`,
    ),
    readOnly: of(
      'readOnlyRootFilesystem',
      'read_only_fs',
      `Whether the root of ${what} is read-only, where they say so.`,
    ),
    user: of('runAsUser', 'run_as_user', `Users that ${what} run as, where they say so.`),
    group: of('runAsGroup', 'run_as_group', `Groups that ${what} run as, where they say so.`),
    procMount: of('procMount', 'proc_mount', `How ${what} see /proc, where they say so.`),
    capabilities: of('capabilities.add', 'add_capabilities', `Capabilities added to ${what}, a JSON list for each.`),
  };
}

const EFFECTIVE = 'say directly, else the pod, else 0. The security context does not count.';

/** The fields of one list of containers of a pod; `what` is in it. */
export function containers(member: Member, what: string): Record<string, Row> {
  const at = (path: string): string => `requestObject.spec.${member}.${path}`;
  const name = (field: string): string => `ka.req.pod.${member}.${field}`;
  return {
    ...secured(member, what),
    args: walked(at('args'), joinedTexts, name('args'), `Arguments of ${what}, each joined with blanks.`),
    command: walked(at('command'), joinedTexts, name('command'), `Commands of ${what}, each joined with blanks.`),
    name: walked(at('name'), whole, name('name'), `Names of ${what}.`),
    image: walked(at('image'), whole, name('image'), `Images of ${what}.`),
    repository: walked(
      at('image'),
      repositories,
      name('image.repository'),
      `Images of ${what}, up to the first colon.`,
    ),
    hostPort: walked(at('ports'), ports, name('host_port'), `Ports of ${what}: of the host, else of the container.`),
    effectiveUser: effective(member, 'runAsUser', name('eff_run_as_user'), `Users that ${what} ${EFFECTIVE}`),
    effectiveGroup: effective(member, 'runAsGroup', name('eff_run_as_group'), `Groups that ${what} ${EFFECTIVE}`),
  };
}
