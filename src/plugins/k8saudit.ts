import type { SourceFields } from '../fields/source-fields.js';
import { EVT } from '../schema/events.js';
import { PAYLOAD } from './event-mark.js';
import { K8S_AUDIT_FIELDS } from './k8saudit-fields.js';

/** Id of the plugin in its events. */
export const K8S_AUDIT_ID = 1;

/** Audit logs of Kubernetes. */
export const K8S_AUDIT: SourceFields = {
  name: 'k8saudit',
  kinds: [{ type: EVT.PLUGINEVENT_E, id: K8S_AUDIT_ID }],
  fields: K8S_AUDIT_FIELDS,
  defaultFormat: null,
  plugin: { id: K8S_AUDIT_ID, eventSource: 'k8s_audit', info: ({ view }) => view.text(PAYLOAD) },
};
