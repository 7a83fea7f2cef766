import { toByteString } from '../bytes/text.js';
import { type JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { pathOf } from './payload.js';

/** What rules make of a CloudTrail record. Texts are byte strings, not yet cut at a NUL; null where the rule gives no value. */
export class CloudTrailRecord {
  private readonly paths = new Map<string, readonly MemberName[]>();

  /** The value at a path; NOTHING if it is not there. */
  at(json: JsonDocument, root: number, path: string): number {
    let names = this.paths.get(path);
    if (names === undefined) {
      names = pathOf(path);
      this.paths.set(path, names);
    }
    return json.at(root, names);
  }

  /** The text at a path, '' for values of other types; null if it is not there. */
  text(json: JsonDocument, root: number, path: string): string | null {
    const value = this.at(json, root, path);
    return value === NOTHING ? null : json.text(value);
  }

  /** The text at a path; null if it is not there or no string. */
  string(json: JsonDocument, root: number, path: string): string | null {
    const value = this.at(json, root, path);
    return value === NOTHING || json.kind(value) !== KIND.STRING ? null : json.text(value);
  }

  /** Whether the value at a path is true. */
  isTrue(json: JsonDocument, root: number, path: string): boolean {
    const value = this.at(json, root, path);
    return value !== NOTHING && json.kind(value) === KIND.TRUE;
  }

  /** ct.user: who did it. */
  user(json: JsonDocument, root: number): string | null {
    const type = this.string(json, root, 'userIdentity.type');
    if (type === null) return null;
    const path = NAME_PATHS.get(type);
    if (path !== undefined) return this.text(json, root, path);
    if (type === ROLE) return this.text(json, root, 'userIdentity.sessionContext.sessionIssuer.userName') ?? type;
    return type === 'AWSAccount' || type === 'FederatedUser' ? type : null;
  }

  /** ct.originaluser: for roles the name of the session. */
  originalUser(json: JsonDocument, root: number): string | null {
    if (this.string(json, root, 'userIdentity.type') !== ROLE) return this.text(json, root, 'userIdentity.userName');
    const parts = (this.text(json, root, 'userIdentity.arn') ?? '').split('/');
    if (parts.length === 3) return parts[2] ?? null;
    const ids = (this.text(json, root, 'userIdentity.principalId') ?? '').split(':');
    return ids.length === 2 ? (ids[1] ?? null) : null;
  }

  /** s3.uri: the address of an object. */
  uri(json: JsonDocument, root: number): string | null {
    const bucket = this.string(json, root, 'requestParameters.bucketName');
    const key = this.string(json, root, 'requestParameters.key');
    return bucket === null || key === null ? null : `s3://${bucket}/${key}`;
  }

  /** A size: 64 bits without sign; null if the path is not there. */
  size(json: JsonDocument, root: number, path: string): bigint | null {
    const value = this.at(json, root, path);
    if (value === NOTHING) return null;
    return json.kind(value) === KIND.NUMBER ? uint64Of(json.json(value)) : 0n;
  }

  /** s3.bytes: all bytes that were moved. */
  bytes(json: JsonDocument, root: number): bigint | null {
    const into = this.size(json, root, 'additionalEventData.bytesTransferredIn');
    const out = this.size(json, root, 'additionalEventData.bytesTransferredOut');
    return into === null && out === null ? null : BigInt.asUintN(64, (into ?? 0n) + (out ?? 0n));
  }

  /** ec2.name: the Name tag of the instances that are to be started. */
  instanceName(json: JsonDocument, root: number): string | null {
    let found = '';
    this.forEach(json, this.at(json, root, 'requestParameters.tagSpecificationSet.items'), (item) => {
      if (this.text(json, item, 'resourceType') !== 'instance') return;
      let isNamed = false;
      this.forEach(json, this.at(json, item, 'tags'), (tag) => {
        if (isNamed || this.text(json, tag, 'key') !== 'Name') return;
        isNamed = true;
        found = this.text(json, tag, 'value') ?? '';
      });
    });
    return found === '' ? null : found;
  }

  /** ec2.imageids: images of instances; `index`: one of them, null for all. */
  images(json: JsonDocument, root: number, index: number | null): string[] | null {
    const items = this.at(json, root, 'responseElements.instancesSet.items');
    if (items === NOTHING) return this.requestedImage(json, root, index);
    const ids: (string | null)[] = [];
    this.forEach(json, items, (item) => ids.push(this.text(json, item, 'imageId')));
    if (index !== null) {
      const id = ids[index];
      return id === undefined || id === null ? null : [id];
    }
    const named = ids.filter((id): id is string => id !== null && id !== '');
    return named.length === 0 ? null : named;
  }

  private requestedImage(json: JsonDocument, root: number, index: number | null): string[] | null {
    if (index !== null && index !== 0) return null;
    for (const path of IMAGE_PATHS) {
      const image = this.text(json, root, path);
      if (image !== null) return [image];
    }
    return null;
  }

  /** ct.resources: all resources as JSON, without brackets around them. */
  resources(json: JsonDocument, root: number): string | null {
    const texts: string[] = [];
    this.forEach(json, this.at(json, root, 'resources'), (item) => texts.push(json.json(item)));
    return texts.length === 0 ? null : texts.join(',');
  }

  /** Calls `each` with the elements of an array, in order; no array has none. */
  private forEach(json: JsonDocument, list: number, each: (element: number) => void): void {
    if (list === NOTHING || json.kind(list) !== KIND.ARRAY) return;
    for (let item = json.first(list); item !== NOTHING; item = json.next(item, list)) each(item);
  }

  /** ct.shortsrc: the service without its domain. */
  service(json: JsonDocument, root: number): string | null {
    const source = this.text(json, root, 'eventSource');
    return source !== null && source.length > DOMAIN.length && source.endsWith(DOMAIN)
      ? source.slice(0, -DOMAIN.length)
      : source;
  }

  /** ct.info: one line about the record. */
  info(json: JsonDocument, root: number): string {
    const user = this.user(json, root);
    if (user === null) return '<invalid cloudtrail event: userIdentity field missing>';
    const address = this.text(json, root, 'sourceIPAddress');
    if (address === null) return '<invalid cloudtrail event: eventSource field missing>';
    const name = this.text(json, root, 'eventName');
    if (name === null) return '<invalid cloudtrail event: eventName field missing>';
    const error = this.at(json, root, 'errorCode') === NOTHING ? '' : '!';
    const readOnly = this.at(json, root, 'readOnly');
    const arrow = readOnly === NOTHING || json.kind(readOnly) === KIND.TRUE ? READS : CHANGES;
    const from = user === address ? '' : ` via ${address}`;
    const line = `${user}${from} ${error}${arrow} ${name}`;
    return name === 'PutBucketPublicAccessBlock'
      ? line + this.accessBlock(json, root)
      : line + this.moved(json, root) + this.target(json, root);
  }

  /** As in the reference, the four are those of the record, not of its configuration, so they are false. */
  private accessBlock(json: JsonDocument, root: number): string {
    const configuration = this.at(json, root, 'requestParameters.PublicAccessBlockConfiguration');
    if (configuration === NOTHING || json.kind(configuration) !== KIND.OBJECT) return '';
    const shown = ACCESS_BLOCKS.map((name) => `${name}=${this.isTrue(json, root, name)} `);
    return ` ${shown.join('')}`;
  }

  private moved(json: JsonDocument, root: number): string {
    const bytes = this.bytes(json, root);
    return bytes === null ? '' : ` Size=${bytes}`;
  }

  private target(json: JsonDocument, root: number): string {
    const uri = this.uri(json, root);
    if (uri !== null) return ` URI=${uri}`;
    for (const [label, path] of TARGETS) {
      const text = this.text(json, root, path);
      if (text !== null) return ` ${label}=${text}`;
    }
    return '';
  }

  /** evt.plugininfo: region, user, service and call, then ct.info. */
  summary(json: JsonDocument, root: number): string {
    if (this.string(json, root, 'eventSource') === null) return '<invalid JSON: event did not contain a source>';
    const region = this.string(json, root, 'awsRegion');
    if (region === null) return '<invalid JSON: event did not contain an awsRegion>';
    const name = this.string(json, root, 'eventName');
    if (name === null) return '<invalid JSON: event did not contain an eventName>';
    const service = this.service(json, root);
    return `${region}${this.shownUser(json, root)} ${service} ${name} ${this.info(json, root)}`;
  }

  private shownUser(json: JsonDocument, root: number): string {
    const user = this.user(json, root);
    if (user !== null) return user === '' ? '' : ` ${user}`;
    const type = this.string(json, root, 'userIdentity.type');
    if (type === null) return '';
    return NAME_PATHS.has(type) ? '<NA>' : '<unknown user type>';
  }
}

const DOMAIN = '.amazonaws.com';
const CHANGES = toByteString('→');
const READS = toByteString('←');
const ROLE = 'AssumedRole';
/** Where the name is of users of a type. */
const NAME_PATHS: ReadonlyMap<string, string> = new Map([
  ['Root', 'userIdentity.userName'],
  ['IAMUser', 'userIdentity.userName'],
  ['AWSService', 'userIdentity.invokedBy'],
]);
const ACCESS_BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;
const TARGETS = [
  ['Bucket', 'requestParameters.bucketName'],
  ['Key', 'requestParameters.key'],
  ['Host', 'requestParameters.Host'],
] as const;
const IMAGE_PATHS = [
  'requestParameters.imageId',
  'requestParameters.DescribeFastLaunchImagesRequest.ImageId.content',
  'requestParameters.launchSpecification.imageId',
] as const;
/** Numbers that are no digits alone are read as doubles; what begins like one and is none is 0. */
const DOUBLE = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/** A number as 64 bits without sign, as the reference on x86_64 makes them: cut towards zero; negative ones wrap. */
function uint64Of(text: string): bigint {
  if (/^\d+$/.test(text)) {
    const exact = BigInt(text);
    if (exact <= MAX_UINT64) return exact;
  }
  const number = DOUBLE.test(text) ? Math.trunc(Number(text)) : 0;
  return Number.isFinite(number) ? BigInt.asUintN(64, BigInt(number)) : 0n;
}
