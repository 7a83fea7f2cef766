import type { ContainerRole } from '../state/container-role.js';
import { subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

function roleField(name: string, role: ContainerRole, display: string) {
  return {
    name,
    type: 'bool' as const,
    display,
    description: `Whether the process is, or descends from, a ${display.toLowerCase()} of its container.`,
    bind: ofThread((thread) => thread.containerRole === role),
  };
}

/** Whether the process is a health check of its container. */
export const PROC_CONTAINER_FIELDS = subjectClass(
  'process',
  [
    roleField('proc.is_container_healthcheck', 'healthcheck', 'Health Check'),
    roleField('proc.is_container_liveness_probe', 'liveness', 'Liveness Probe'),
    roleField('proc.is_container_readiness_probe', 'readiness', 'Readiness Probe'),
  ],
  USUAL_DEMANDS,
);
