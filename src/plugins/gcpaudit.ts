import { type Bind, type FieldDef, fieldClass, USUAL_DEMANDS } from '../fields/field.js';
import type { SourceFields } from '../fields/source-fields.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { PAYLOAD } from './event-mark.js';
import { type JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { anyText, anyTextAt, jsonAt, ofPayload, pathOf, textAt, upToNul } from './payload.js';

/** Id of the plugin in its events. */
export const GCP_AUDIT_ID = 12;
/** What a field costs that reads the payload, beside one that reads a number. */
const COST = 20;
/** Bytes of the zone behind its region: us-central1-a. */
const ZONE_ENDING = 2;

/** The text at a path, '' for values of other types; null if it is not there. */
function textOf(json: JsonDocument, root: number, path: readonly MemberName[]): string | null {
  const value = json.at(root, path);
  return value === NOTHING ? null : json.text(value);
}

/** gcp.policyDelta: where it is depends on the type of the resource. */
const policyDelta: Bind<Evt> = ofPayload(() => {
  const type = pathOf('resource.type');
  const ofBucket = pathOf('protoPayload.serviceData.policyDelta.bindingDeltas');
  const ofOthers = pathOf('protoPayload.metadata.datasetChange.bindingDeltas');
  return (json, root) => {
    const value = json.at(root, textOf(json, root, type) === 'gcs_bucket' ? ofBucket : ofOthers);
    return value === NOTHING ? null : upToNul(anyText(json, value));
  };
}, 'bindingDeltas');

/** gcp.location: the region; of a zone, what is before its last two bytes. */
const location: Bind<Evt> = ofPayload(() => {
  const [place, region, zone] = ['location', 'region', 'zone'].map((name) => pathOf(`resource.labels.${name}`));
  return (json, root) => {
    const text = textOf(json, root, place ?? []) ?? textOf(json, root, region ?? []);
    if (text !== null) return upToNul(text);
    const value = json.at(root, zone ?? []);
    if (value === NOTHING || json.kind(value) !== KIND.STRING) return null;
    const name = json.text(value);
    return name === '' ? null : upToNul(name.length > ZONE_ENDING ? name.slice(0, -ZONE_ENDING) : name);
  };
});

/** gcp.logging.sink: the name of a resource that is a sink. */
const sink: Bind<Evt> = ofPayload(() => {
  const [type, name] = [pathOf('resource.type'), pathOf('resource.labels.name')];
  return (json, root) => {
    const text = textOf(json, root, type) === 'logging_sink' ? textOf(json, root, name) : null;
    return text === null ? null : upToNul(text);
  };
});

type Texts = readonly [name: string, display: string, description: string];

const field = (name: string, display: string, description: string, bind: Bind<Evt>) => ({
  name,
  type: 'charbuf' as const,
  display,
  description,
  cost: COST,
  bind,
});

/** A field that tells what is at a path. */
const fieldAt = (path: string, make: (path: string) => Bind<Evt>, ...[name, display, description]: Texts) => ({
  ...field(name, display, description, make(path)),
  inRecord: path.split('.'),
});

const label = (member: string, name: string, display: string) =>
  fieldAt(`resource.labels.${member}`, textAt, name, display, `The label ${member} of the resource.`);

const FIELDS: readonly FieldDef[] = fieldClass(
  'gcpaudit',
  [
    fieldAt('protoPayload.authenticationInfo.principalEmail', textAt, 'gcp.user', 'User', 'Who made the call.'),
    fieldAt('protoPayload.requestMetadata.callerIp', textAt, 'gcp.callerIP', 'Caller IP', 'Address of the caller.'),
    fieldAt(
      'protoPayload.requestMetadata.callerSuppliedUserAgent',
      textAt,
      'gcp.userAgent',
      'User Agent',
      'Program that made the call.',
    ),
    fieldAt(
      'protoPayload.authorizationInfo',
      anyTextAt,
      'gcp.authorizationInfo',
      'Authorization Info',
      'Permissions that were asked for, as JSON.',
    ),
    fieldAt('protoPayload.serviceName', textAt, 'gcp.serviceName', 'Service Name', 'Service that was called.'),
    field('gcp.policyDelta', 'Policy', 'What a policy change did, as JSON.', policyDelta),
    fieldAt('protoPayload.request', anyTextAt, 'gcp.request', 'Request', 'The request as JSON.'),
    fieldAt('protoPayload.methodName', textAt, 'gcp.methodName', 'Method', 'Name of the call.'),
    label('function_name', 'gcp.cloudfunctions.function', 'Function Name'),
    label('database_id', 'gcp.cloudsql.databaseId', 'Database ID'),
    label('instance_id', 'gcp.compute.instanceId', 'Instance ID'),
    label('network_id', 'gcp.compute.networkId', 'Network ID'),
    label('subnetwork_name', 'gcp.compute.subnetwork', 'Subnetwork Name'),
    label('subnetwork_id', 'gcp.compute.subnetworkId', 'Subnetwork ID'),
    label('zone_name', 'gcp.dns.zone', 'DNS Zone'),
    label('email_id', 'gcp.iam.serviceAccount', 'Service Account'),
    label('unique_id', 'gcp.iam.serviceAccountId', 'Service Account ID'),
    field('gcp.location', 'Location', 'Region of the resource.', location),
    field('gcp.logging.sink', 'Sink', 'Name of the log sink.', sink),
    label('project_id', 'gcp.projectId', 'Project ID'),
    fieldAt('protoPayload.resourceName', textAt, 'gcp.resourceName', 'Resource Name', 'Name of the resource.'),
    fieldAt('resource.type', textAt, 'gcp.resourceType', 'Resource Type', 'Type of the resource.'),
    fieldAt('resource.labels', jsonAt, 'gcp.resourceLabels', 'Resource Labels', 'All labels of the resource, as JSON.'),
    label('bucket_name', 'gcp.storage.bucket', 'Bucket Name'),
    fieldAt('timestamp', textAt, 'gcp.time', 'Timestamp of the event', 'Time as it is written in the entry.'),
  ],
  USUAL_DEMANDS,
);

/** Audit logs of Google Cloud. */
export const GCP_AUDIT: SourceFields = {
  name: 'gcpaudit',
  kinds: [{ type: EVT.PLUGINEVENT_E, id: GCP_AUDIT_ID }],
  fields: FIELDS,
  defaultFormat: null,
  plugin: { id: GCP_AUDIT_ID, eventSource: 'gcp_auditlog', info: ({ view }) => view.text(PAYLOAD) },
};
