import { findAbove } from './ancestry.js';
import type { ContainerRole } from './container-role.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** Members of a container's details that describe health check commands, with the role of the process that runs them. */
const PROBES = [
  ['Healthcheck', 'healthcheck'],
  ['LivenessProbe', 'liveness'],
  ['ReadinessProbe', 'readiness'],
] as const satisfies readonly (readonly [string, ContainerRole])[];

const INIT = 1;

function isProbe(probe: unknown, thread: Thread): boolean {
  if (typeof probe !== 'object' || probe === null) return false;
  const { exe, args = [] } = probe as { exe?: unknown; args?: unknown };
  if (exe !== thread.exe || !Array.isArray(args) || args.length !== thread.args.items.length) return false;
  return args.every((arg, i) => arg === thread.args.items[i]);
}

/** Whether the process was started inside the container, by its init process or a descendant of it. */
function isBelowInit(state: SystemState, thread: Thread): boolean {
  const isInit = ({ vpid, containerId }: Thread): boolean => vpid === INIT && containerId !== '';
  return findAbove(state.threads, thread, isInit) !== null;
}

/**
 * Sets the role of a process after a clone or exec. A role of the parent is inherited. Otherwise a process is a health check of its
 * container if it has the check's command line and was not started from inside (proc.is_container_healthcheck and the like). If
 * neither applies, the role stays unchanged.
 */
export function assignContainerRole(state: SystemState, thread: Thread): void {
  if (thread.containerId === '') return;
  if (thread.vpid === INIT) {
    thread.containerRole = 'init';
    return;
  }
  const inherited = state.threads.get(thread.ptid)?.containerRole ?? 'none';
  if (inherited !== 'none') {
    thread.containerRole = inherited;
    return;
  }
  const details = state.containers.find(thread.containerId)?.details;
  if (details === undefined) return;
  for (const [member, role] of PROBES) {
    if (!isProbe(details[member], thread)) continue;
    if (!isBelowInit(state, thread)) thread.containerRole = role;
    return;
  }
}
