import { type Bind, type FieldDef, fieldClass, USUAL_DEMANDS } from '../fields/field.js';
import type { ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import { CloudTrailRecord } from './cloudtrail-record.js';
import { type JsonDocument, NOTHING } from './json-document.js';
import { jsonAt, ofPayload, payloadOf, type ReadPayload, textAt, truthAt, upToNul } from './payload.js';

const RECORD = new CloudTrailRecord();
/** What a field costs that reads the payload, beside one that reads a number. */
const COST = 20;

type Rule = (json: JsonDocument, root: number) => string | null;

/** A text that a rule makes. */
const byRule = (rule: Rule, needed?: string): Bind<Evt> =>
  ofPayload(
    () => (json, root) => {
      const text = rule(json, root);
      return text === null ? null : upToNul(text);
    },
    needed,
  );

/** Sizes are numbers up to 2^53. */
const numberOf = (size: bigint | null): number | bigint | null =>
  size === null || size > BigInt(Number.MAX_SAFE_INTEGER) ? size : Number(size);

const sizeAt = (path: string, needed: string): Bind<Evt> =>
  ofPayload(() => (json, root) => numberOf(RECORD.size(json, root, path)), needed);

const ofNames = (counts: (name: string | null) => boolean): Bind<Evt> =>
  ofPayload(() => (json, root) => (counts(RECORD.text(json, root, 'eventName')) ? 1 : null));

const bindImages: Bind<Evt> = (arg, options) => {
  const index = arg === null ? null : Number(arg);
  const read: ReadPayload = (json, root) => RECORD.images(json, root, index)?.map(upToNul) ?? null;
  return ofPayload(() => read)(arg, options);
};

type Texts = readonly [name: string, display: string, description: string];
type Row = Parameters<typeof fieldClass>[1][number];

const row = ([name, display, description]: Texts, bind: Bind<Evt>, more: Partial<Row> = {}): Row => ({
  name,
  type: 'charbuf' as ParamType,
  display,
  description,
  cost: COST,
  bind,
  ...more,
});

const at = (path: string) => ({ inRecord: path.split('.') });
const text = (path: string, ...texts: Texts): Row => row(texts, textAt(path), at(path));
const json = (path: string, ...texts: Texts): Row => row(texts, jsonAt(path), at(path));
const truth = (path: string, ...texts: Texts): Row => row(texts, truthAt(path), at(path));
const rule = (make: Rule, ...texts: Texts): Row => row(texts, byRule(make));
const hidden = (bind: Bind<Evt>, ...texts: Texts): Row => row(texts, bind, { type: 'uint64', isTableOnly: true });

/** A field that is the member of the request with a name. */
const request = (name: string, field: string, display: string): Row =>
  text(`requestParameters.${name}`, field, display, `The member ${name} of the request.`);

/** Fields of CloudTrail records, in the order of the reference's plugin. */
export const CLOUDTRAIL_FIELDS: readonly FieldDef[] = fieldClass(
  'cloudtrail',
  [
    text('eventID', 'ct.id', 'Event ID', 'Identifier of the record.'),
    text('errorCode', 'ct.error', 'Error Code', 'Code of the error; absent for calls that did not fail.'),
    text('errorMessage', 'ct.errormessage', 'Error Message', 'Text of the error.'),
    row(['ct.time', 'Timestamp', 'Time of the event as it is written in the record.'], textAt('eventTime'), {
      ...at('eventTime'),
      isTableOnly: true,
    }),
    text('eventSource', 'ct.src', 'AWS Service', 'Service that was called, as it is written in the record.'),
    row(
      ['ct.shortsrc', 'AWS Service', 'Service that was called, without ".amazonaws.com".'],
      byRule((doc, root) => RECORD.service(doc, root), 'eventSource'),
    ),
    text('eventName', 'ct.name', 'Event Name', 'Name of the call.'),
    rule((doc, root) => RECORD.user(doc, root), 'ct.user', 'User Name', 'Who made the call: user, service or role.'),
    rule(
      (doc, root) => RECORD.originalUser(doc, root),
      'ct.originaluser',
      'Original User Name',
      'Name of the user as it is in the record; for roles the name of the session.',
    ),
    rule(
      (doc, root) => RECORD.text(doc, root, 'userIdentity.accountId') ?? RECORD.text(doc, root, 'recipientAccountId'),
      'ct.user.accountid',
      'User Account ID',
      'Account of the user.',
    ),
    text('userIdentity.type', 'ct.user.identitytype', 'User Identity Type', 'Type of the identity.'),
    text('userIdentity.principalId', 'ct.user.principalid', 'User Principal Id', 'Identifier of the principal.'),
    text('userIdentity.arn', 'ct.user.arn', 'User ARN', 'ARN of the user.'),
    text('awsRegion', 'ct.region', 'Region', 'Region of the call.'),
    text('responseElements.subnetId', 'ct.response.subnetid', 'Response Subnet ID', 'Subnet in the response.'),
    text(
      'responseElements.reservationId',
      'ct.response.reservationid',
      'Response Reservation ID',
      'Reservation in the response.',
    ),
    json('responseElements', 'ct.response', 'Response Elements', 'The whole response as JSON.'),
    request('availabilityZone', 'ct.request.availabilityzone', 'Request Availability Zone'),
    request('cluster', 'ct.request.cluster', 'Request Cluster'),
    request('functionName', 'ct.request.functionname', 'Request Function Name'),
    request('groupName', 'ct.request.groupname', 'Request Group Name'),
    request('Host', 'ct.request.host', 'Request Host Name'),
    request('name', 'ct.request.name', 'Host Name'),
    request('policy', 'ct.request.policy', 'Host Policy'),
    request('reason', 'ct.request.reason', 'Request Reason'),
    request('target', 'ct.request.target', 'Request Target'),
    request('documentName', 'ct.request.documentname', 'Request Document Name'),
    request('serialNumber', 'ct.request.serialnumber', 'Request Serial Number'),
    request('serviceName', 'ct.request.servicename', 'Request Service'),
    request('subnetId', 'ct.request.subnetid', 'Request Subnet ID'),
    request('taskDefinition', 'ct.request.taskdefinition', 'Request Task Definition'),
    request('userName', 'ct.request.username', 'Request User Name'),
    json('requestParameters', 'ct.request', 'Request Parameters', 'The whole request as JSON.'),
    text('sourceIPAddress', 'ct.srcip', 'Source IP', 'Address of the caller, or the name of a service.'),
    text('userAgent', 'ct.useragent', 'User Agent', 'Program that made the call.'),
    rule((doc, root) => RECORD.info(doc, root), 'ct.info', 'Info', 'The record in one line.'),
    truth('managementEvent', 'ct.managementevent', 'Management Event', 'true for management events, else false.'),
    truth('readOnly', 'ct.readonly', 'Read Only', 'true for calls that change nothing, else false.'),
    text('requestID', 'ct.requestid', 'Request ID', 'Identifier of the request.'),
    text('eventType', 'ct.eventtype', 'Event Type', 'Type of the record, such as AwsApiCall.'),
    text('apiVersion', 'ct.apiversion', 'API Version', 'Version of the API.'),
    row(
      ['ct.resources', 'Resources', 'Resources of the call, each as JSON, separated by commas.'],
      byRule((doc, root) => RECORD.resources(doc, root), 'resources'),
    ),
    text('recipientAccountId', 'ct.recipientaccountid', 'Recipient Account Id', 'Account that received the record.'),
    text(
      'serviceEventDetails',
      'ct.serviceeventdetails',
      'Service Event Details',
      'Empty for details that are objects.',
    ),
    text('sharedEventID', 'ct.sharedeventid', 'Shared Event ID', 'Identifier shared by records of the same call.'),
    text('vpcEndpointId', 'ct.vpcendpointid', 'VPC Endpoint ID', 'VPC endpoint of the call.'),
    text('eventCategory', 'ct.eventcategory', 'Event Category', 'Category, such as Management or Data.'),
    text('addendum.reason', 'ct.addendum.reason', 'Reason', 'Why a record was added to an earlier one.'),
    text('addendum.updatedFields', 'ct.addendum.updatedfields', 'Updated Fields', 'What an addendum changes.'),
    text(
      'addendum.originalRequestID',
      'ct.addendum.originalrequestid',
      'Original Request ID',
      'Request that an addendum belongs to.',
    ),
    text(
      'addendum.originalEventID',
      'ct.addendum.originaleventid',
      'Original Event ID',
      'Record that an addendum belongs to.',
    ),
    truth(
      'sessionCredentialFromConsole',
      'ct.sessioncredentialfromconsole',
      'Session Credential From Console',
      'true if the value is the JSON true; trails have the string "true", which gives false.',
    ),
    text('edgeDeviceDetails', 'ct.edgedevicedetails', 'Edge Device Details', 'Empty for details that are objects.'),
    text('tlsDetails.tlsVersion', 'ct.tlsdetails.tlsversion', 'TLS Version', 'Version of TLS.'),
    text('tlsDetails.cipherSuite', 'ct.tlsdetails.ciphersuite', 'TLS Cipher Suite', 'Cipher suite of TLS.'),
    text(
      'tlsDetails.clientProvidedHostHeader',
      'ct.tlsdetails.clientprovidedhostheader',
      'Client Provided Host Header',
      'Host name that the client called.',
    ),
    json('additionalEventData', 'ct.additionaleventdata', 'Additional Event Data', 'Additional data as JSON.'),
    rule((doc, root) => RECORD.uri(doc, root), 's3.uri', 'Key URI', 'Address of the object: s3://BUCKET/KEY.'),
    text('requestParameters.bucketName', 's3.bucket', 'Bucket Name', 'Name of the bucket.'),
    text('requestParameters.key', 's3.key', 'Key Name', 'Key of the object.'),
    row(
      ['s3.bytes', 'Total Bytes', 'Bytes that were moved, in both directions.'],
      ofPayload(() => (doc, root) => numberOf(RECORD.bytes(doc, root))),
      { type: 'uint64' },
    ),
    hidden(
      sizeAt('additionalEventData.bytesTransferredIn', 'bytesTransferredIn'),
      's3.bytes.in',
      'Bytes In',
      'Bytes sent to the service.',
    ),
    hidden(
      sizeAt('additionalEventData.bytesTransferredOut', 'bytesTransferredOut'),
      's3.bytes.out',
      'Bytes Out',
      'Bytes sent by the service.',
    ),
    hidden(
      ofNames((name) => name === 'GetObject'),
      's3.cnt.get',
      'N Get Ops',
      '1 for GetObject.',
    ),
    hidden(
      ofNames((name) => name === 'PutObject'),
      's3.cnt.put',
      'N Put Ops',
      '1 for PutObject.',
    ),
    hidden(
      ofNames((name) => name !== 'GetObject' && name !== 'PutObject'),
      's3.cnt.other',
      'N Other Ops',
      '1 for all calls, of any service, but GetObject and PutObject.',
    ),
    rule((doc, root) => RECORD.instanceName(doc, root), 'ec2.name', 'Instance Name', 'Name tag of new instances.'),
    rule((doc, root) => RECORD.images(doc, root, 0)?.[0] ?? null, 'ec2.imageid', 'Image Id', 'Image of an instance.'),
    row(['ec2.imageids', 'Image Ids', 'Images of instances; ec2.imageids[N] is that of the Nth.'], bindImages, {
      isList: true,
      arg: 'allowed',
      argForm: 'index',
    }),
    request('repositoryName', 'ecr.repository', 'ECR Repository name'),
    request('imageTag', 'ecr.imagetag', 'Image Tag'),
    request('roleName', 'iam.role', 'IAM Role'),
    request('policyName', 'iam.policy', 'IAM Policy'),
  ],
  USUAL_DEMANDS,
);

/** evt.plugininfo: the record in one line. */
export function cloudTrailInfo(evt: Evt): string {
  const payload = payloadOf(evt);
  const root = payload.root();
  if (payload.isTrimmed || root === NOTHING) return '<invalid JSON: the event cannot be read as JSON>';
  return RECORD.summary(payload.json, root);
}
