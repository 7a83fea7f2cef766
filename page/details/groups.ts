import type { EventDetails, FieldText, RecordPart } from '../../src/web/protocol.js';
import { visible } from '../text/byte-string.js';

/** Fields that are shown together. */
export interface Group {
  readonly id: string;
  readonly title: string;
  /** What it says in a line. */
  readonly summary: string;
  readonly fields: readonly FieldText[];
}

/** Parts of classes that are groups of their own, by how their fields begin. */
const APART: readonly (readonly [string, string])[] = [
  ['evt.arg.', 'Arguments'],
  ['proc.aname[', 'Ancestors'],
  ['proc.apid[', 'Ancestors'],
  ['proc.aexe', 'Ancestors'],
  ['proc.acmdline', 'Ancestors'],
  ['proc.aenv', 'Ancestors'],
];
const TITLES: Readonly<Record<string, string>> = {
  evt: 'Event',
  process: 'Process',
  proc: 'Process',
  thread: 'Thread',
  user: 'User',
  group: 'Group',
  container: 'Container',
  fd: 'File descriptor',
  fs: 'File system',
  fs_path: 'File system',
  'fs.path': 'File system',
  fdlist: 'Descriptor list',
  k8s: 'Kubernetes',
  cloudtrail: 'CloudTrail',
  gcpaudit: 'GCP audit log',
  k8saudit: 'Kubernetes audit log',
};
/** What the values in a payload that is JSON are called. */
export const RECORD = 'Record';
const ORDER = [
  'CloudTrail',
  'GCP audit log',
  'Kubernetes audit log',
  RECORD,
  'Arguments',
  'Event',
  'File descriptor',
  'Process',
  'Ancestors',
];
/** Fields that a group is told by. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  Event: ['evt.type', 'evt.dir', 'evt.category', 'evt.cpu'],
  'File descriptor': ['fd.num', 'fd.type', 'fd.l4proto', 'fd.name'],
  Process: ['proc.name', 'proc.pid', 'proc.cmdline'],
  User: ['user.name', 'user.uid'],
  Group: ['group.name', 'group.gid'],
  Container: ['container.name', 'container.image', 'container.id'],
  CloudTrail: ['ct.shortsrc', 'ct.name', 'ct.user', 'ct.error'],
  'GCP audit log': ['gcp.serviceName', 'gcp.methodName', 'gcp.user'],
  'Kubernetes audit log': ['ka.verb', 'ka.target.resource', 'ka.target.name', 'ka.user.name'],
};
const MOST_TOLD = 6;
/** What an event is known by, before its other fields. */
const FIRST = ['evt.num', 'evt.time', 'evt.type', 'evt.dir', 'evt.latency.human', 'evt.res', 'evt.category', 'evt.cpu'];

function titleOf(className: string, field: string): string {
  const apart = APART.find(([begin]) => field.startsWith(begin));
  return apart?.[1] ?? TITLES[className] ?? className;
}

/** A field's name within its group. */
export const labelOf = (name: string): string =>
  name.replace(/^evt\.arg\./, '').replace(/^(evt|fd|proc|thread|user|group|container|ct|gcp|ka)\./, '');

function summaryOf(title: string, fields: readonly FieldText[]): string {
  if (title === 'Arguments') return fields.map(({ name }) => labelOf(name)).join(', ');
  const names = TELLING[title];
  const told =
    names === undefined
      ? fields.slice(0, MOST_TOLD)
      : names.flatMap((name) => fields.find((field) => field.name === name) ?? []);
  return told.map(({ text }) => visible(text)).join(' · ');
}

const place = (title: string): number => {
  const at = ORDER.indexOf(title);
  return at < 0 ? ORDER.length : at;
};

/** Fields that say something, what an event is known by first and what is not so last. */
function inOrder(fields: readonly FieldText[]): FieldText[] {
  const said = fields.filter(({ text }) => text !== '');
  const rank = ({ name, text }: FieldText): number => {
    const first = FIRST.indexOf(name);
    if (first >= 0) return first;
    return text === 'false' ? FIRST.length + 1 : FIRST.length;
  };
  return said.sort((a, b) => rank(a) - rank(b));
}

/** The values of a record, if there are any. */
function recordGroup(record: readonly RecordPart[]): readonly Group[] {
  const outermost = record.filter(({ depth }) => depth === 1).map(({ label }) => visible(label));
  const summary = `${outermost.slice(0, MOST_TOLD).join(', ')}${outermost.length > MOST_TOLD ? ', …' : ''}`;
  return record.length === 0 ? [] : [{ id: RECORD, title: RECORD, fields: record, summary }];
}

/** Fields that tell what the values of a record tell. */
const OF_JSON = 'json';

/** An event's fields as they are shown. */
export function groupsOf({ classes, record }: EventDetails): Group[] {
  const found = new Map<string, FieldText[]>();
  for (const { name: className, fields } of classes) {
    if (className === OF_JSON && record.length > 0) continue;
    for (const field of fields) {
      const title = titleOf(className, field.name);
      const group = found.get(title) ?? [];
      group.push(field);
      found.set(title, group);
    }
  }
  const usual = [...found]
    .map(([title, all]) => [title, inOrder(all)] as const)
    .filter(([, fields]) => fields.length > 0)
    .map(([title, fields]) => ({ id: title, title, fields, summary: summaryOf(title, fields) }));
  return [...recordGroup(record), ...usual].sort((a, b) => place(a.title) - place(b.title));
}
