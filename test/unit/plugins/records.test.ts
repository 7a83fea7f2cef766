import { describe, expect, test } from '@jest/globals';
import { JsonDocument, NOTHING } from '../../../src/plugins/json-document.js';
import { K8sAuditScanner } from '../../../src/plugins/k8saudit-scanner.js';
import { OUTCOME, type RecordFinder } from '../../../src/plugins/record-finder.js';
import { FORMAT, RecordScanner } from '../../../src/plugins/record-scanner.js';
import { Dice } from '../../helpers/event-samples.js';
import { plainAudit } from '../../helpers/plain-audit.js';
import {
  compactPlain,
  memberOfPlain,
  plainEntries,
  plainRecords,
  readPlain,
  unescapedPlain,
} from '../../helpers/plain-records.js';
import { fc } from '../../helpers/property.js';

const PLUGIN = 2;
/** Offsets in a block: its length, the time, the length of the payload, the payload. */
const BLOCK = { LENGTH: 4, TIME: 10, SIZE: 40, PAYLOAD: 48 } as const;

const pick = <Item>(dice: Dice, items: readonly Item[]): Item => items[dice.next(items.length)] as Item;

const NAMES = [
  'eventTime',
  'eventType',
  'event\\u0054ime',
  'eventType\\u0020',
  'eventName',
  'a',
  '',
  'x\\"y',
  '\\ud83d\\ude00',
  'Records',
];
const TIMES = [
  '2023-07-10T11:42:36Z',
  '1969-12-31T23:59:59Z',
  '2024-02-29T1:02:03.1234567891+05:30',
  '2023-02-29T00:00:00Z',
  '2023-07-10T11:42:36,5-24:60',
  '2023-07-10 11:42:36Z',
  '2023-07-10T24:00:00Z',
  '2023\\u002d07-10T11:42:36Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '',
];
const TYPES = ['AwsApiCall', 'AwsCloudTrailInsight', 'AwsCloudTrail\\u0049nsight', ''];
const TEXTS = [
  '',
  'plain',
  '{',
  '}{',
  '\\"}',
  '\\\\',
  '\\u0000',
  '\\ud83d',
  '\\udc00\\u0041',
  '\\ud83d\\ud83d',
  '\\x',
  '\\u12',
  'a\u00e9\u0001',
  'long '.repeat(20),
];
const NUMBERS = ['0', '-1', '01.2.3', '1e5', '2.50', 'nan', '-Inf', '+NaN', 'tru', '-', 'e'];
const BLANKS = ['', '', '', '', ' ', '\n\t', '\r\n  '];

/** A JSON value, mostly sound. */
function valueText(dice: Dice, depth: number): string {
  const blank = (): string => pick(dice, BLANKS);
  const kind = dice.next(depth > 3 ? 4 : 7);
  if (kind === 0) return pick(dice, ['null', 'true', 'false']);
  if (kind === 1) return pick(dice, NUMBERS.slice(0, dice.next(20) === 0 ? NUMBERS.length : 8));
  if (kind < 4) return `"${pick(dice, TEXTS)}"`;
  const items = Array.from({ length: dice.next(4) }, () => blank() + valueText(dice, depth + 1) + blank());
  if (kind === 4) return `[${items.join(',')}]`;
  return `{${items.map((item) => `${blank()}"${pick(dice, NAMES)}"${blank()}:${item}`).join(',')}}`;
}

function recordText(dice: Dice): string {
  const members = Array.from({ length: dice.next(5) }, () => `"${pick(dice, NAMES)}":${valueText(dice, 1)}`);
  if (dice.next(8) > 0)
    members.push(
      `"eventTime"${pick(dice, BLANKS)}:"${pick(dice, TIMES.slice(0, dice.next(3) === 0 ? TIMES.length : 3))}"`,
    );
  if (dice.next(8) > 0) members.push(`"eventType":"${pick(dice, TYPES.slice(0, dice.next(4) === 0 ? 4 : 1))}"`);
  members.sort(() => dice.next(3) - 1);
  return `{${members.join(`${pick(dice, BLANKS)},`)}}`;
}

/** A file: records in one of the forms, at times with a byte that is wrong, or cut. */
function fileText(dice: Dice): string {
  const records = Array.from({ length: dice.next(6) }, () => recordText(dice));
  const form = dice.next(5);
  let text = `{"Records":[${records.join(',')}]}`;
  if (form === 1) text = records.join('\n');
  if (form === 2) text = `[${records.join(', ')}]`;
  if (form === 3) text = `{"x":${records.join(',"y":')}}${records.join('')}`;
  if (form === 4) text = `{"n":1,"Records" : [ ${records.join(' , ')}]}`;
  if (dice.next(6) === 0) {
    const at = dice.next(text.length + 1);
    text = text.slice(0, at) + pick(dice, ['"', '{', '}', '\\', ',', 'x']) + text.slice(at + dice.next(2));
  }
  return dice.next(8) === 0 ? text.slice(0, dice.next(text.length + 1)) : text;
}

/** What the scanner makes of a text that comes in pieces of at most so many bytes. */
function scanned(scanner: RecordFinder, text: string, pieces: () => number) {
  const records: string[] = [];
  const before = scanner.reasons.map((_, i) => scanner.leftOut(i));
  const bytes = Buffer.from(text, 'latin1');
  scanner.begin();
  let isLast = false;
  let cuts = 0;
  let unended = 0;
  for (let at = 0; !isLast; ) {
    const count = bytes.copy(scanner.bytes, scanner.textEnd, at, at + pieces());
    scanner.textEnd += count;
    at += count;
    isLast = at === bytes.length;
    for (let outcome = scanner.scan(isLast); outcome !== OUTCOME.NEEDS_MORE; outcome = scanner.scan(isLast))
      if (outcome === OUTCOME.CUT) cuts++;
      else if (outcome === OUTCOME.UNENDED) unended++;
    for (let block = scanner.blocksAt; block < scanner.blocksEnd; ) {
      const size = scanner.bytes.readUInt32LE(block + BLOCK.SIZE);
      const payload = scanner.bytes.toString('latin1', block + BLOCK.PAYLOAD, block + BLOCK.PAYLOAD + size);
      records.push(`${scanner.bytes.readBigUInt64LE(block + BLOCK.TIME)} ${payload}`);
      block += scanner.bytes.readUInt32LE(block + BLOCK.LENGTH);
    }
    scanner.blocksEnd = scanner.blocksAt;
  }
  return { records, leftOut: scanner.reasons.map((_, i) => scanner.leftOut(i) - (before[i] ?? 0)), cuts, unended };
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 });

describe('records in text', () => {
  const scanner = new RecordScanner(PLUGIN, FORMAT.CLOUDTRAIL);

  test('are those that a plain implementation finds, in whatever pieces the text comes', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const text = fileText(dice);
        const expected = plainRecords(text);
        expect([text, scanned(scanner, text, () => text.length + 1)]).toMatchObject([text, expected]);
        expect(scanned(scanner, text, () => 1 + dice.next(40))).toMatchObject(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

const ENTRY_NAMES = ['timestamp', 'receiveTimestamp', 'time\\u0073tamp', 'protoPayload', 'entries', 'message', 'a'];

function entryText(dice: Dice): string {
  const members = Array.from({ length: dice.next(5) }, () => {
    const isTime = dice.next(2) === 0;
    const value = isTime ? `"${pick(dice, TIMES)}"` : valueText(dice, 1);
    return `"${pick(dice, ENTRY_NAMES)}"${pick(dice, BLANKS)}:${pick(dice, BLANKS)}${value}`;
  });
  return `{${members.join(`${pick(dice, BLANKS)},`)}}`;
}

/** A message of Pub/Sub, whose data is mostly an entry. */
function messageText(dice: Dice): string {
  const entry = dice.next(4) === 0 ? pick(dice, ['', '[1]', 'text', ' {} x', ' { } ']) : entryText(dice);
  const bytes = Buffer.from(entry, 'latin1');
  const encoded = pick(dice, [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('base64').replaceAll('/', '\\/'),
    `${bytes.toString('base64')}${pick(dice, ['A', '?', '=='])}`,
  ]);
  return `{"ackId":"x","message":{"attributes":{"a":"b"},"data":"${encoded}"}}`;
}

/** A file of entries in one of the forms, at times with a byte that is wrong, or cut. */
function entriesText(dice: Dice): string {
  const one = dice.next(2) === 0 ? entryText : dice.next(2) === 0 ? messageText : recordText;
  const entries = Array.from({ length: dice.next(6) }, () => one(dice));
  const name = pick(dice, ['entries', 'receivedMessages', 'others']);
  const list = `"${name}"${pick(dice, BLANKS)}:${pick(dice, BLANKS)}[${entries.join(`${pick(dice, BLANKS)},${pick(dice, BLANKS)}`)}]`;
  let text = pick(dice, [
    entries.join('\n'),
    `[${entries.join(', ')}]`,
    `{${list}}`,
    `{"nextPageToken":"[{","more":${entryText(dice)},${list},"last":${pick(dice, BLANKS)}${entryText(dice)}}\n${entries.join('')}`,
  ]);
  if (dice.next(6) === 0) {
    const at = dice.next(text.length + 1);
    text = text.slice(0, at) + pick(dice, ['"', '{', '}', '\\', ',', ':', '[']) + text.slice(at + dice.next(2));
  }
  return dice.next(8) === 0 ? text.slice(0, dice.next(text.length + 1)) : text;
}

describe('entries of GCP audit logs in text', () => {
  const scanner = new RecordScanner(PLUGIN, FORMAT.GCP_AUDIT);
  let before = 0n;

  test('are found behind a value that is an object, if the object around it does not end', () => {
    const text = '{"entries":[{"a":1}],"last":{"b":"c"}{"d":2}\n{"e":3}';
    const payloads = scanned(scanner, text, () => text.length + 1).records.map((record) => record.split(' ')[1]);
    expect(payloads).toEqual(['{"a":1}', '{"d":2}', '{"e":3}']);
  });

  test('are those that a plain implementation finds, in whatever pieces the text comes', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const text = entriesText(dice);
        for (const pieces of [() => text.length + 1, () => 1 + dice.next(40)]) {
          const { time, ...expected } = plainEntries(text, before);
          before = time;
          expect([text, scanned(scanner, text, pieces)]).toMatchObject([text, expected]);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const AUDIT_NAMES = ['stageTimestamp', 'kind', 'k\\u0069nd', 'auditID', 'items', 'a'];
const KINDS = ['Event', 'Event', 'Event', 'EventList', 'Ev\\u0065nt', 'Pod', ''];

/** An object of an audit log, mostly an event, in one line or in several. */
function auditText(dice: Dice, depth = 0): string {
  const form = dice.next(depth > 2 ? 4 : 8);
  const blank = (): string => pick(dice, dice.next(3) === 0 ? BLANKS : ['']);
  const inner = (): string =>
    Array.from({ length: dice.next(4) }, () => auditText(dice, depth + 1)).join(`,${blank()}`);
  if (form === 4) return `[${blank()}${inner()}${blank()}]`;
  if (form === 5) return `{"kind":"EventList",${blank()}"items":${blank()}[${inner()}]}`;
  if (form === 6) return valueText(dice, 2);
  const members = Array.from(
    { length: dice.next(4) },
    () => `"${pick(dice, AUDIT_NAMES)}":${dice.next(3) === 0 ? `"${pick(dice, TIMES)}"` : valueText(dice, 2)}`,
  );
  const time = pick(dice, TIMES.slice(0, dice.next(3) === 0 ? TIMES.length : 3));
  return `{${[`"kind":"${pick(dice, KINDS)}"`, `"stageTimestamp":${blank()}"${time}"`, ...members].join(`,${blank()}`)}}`;
}

/** A file of an audit log, at times with a byte that is wrong, or cut. */
function auditFile(dice: Dice): string {
  const parts = Array.from({ length: dice.next(6) }, () => auditText(dice));
  let text = parts.join(pick(dice, ['\n', '\n', '\r\n\n', '\n x\n', '']));
  if (dice.next(4) === 0) {
    const at = dice.next(text.length + 1);
    text =
      text.slice(0, at) + pick(dice, ['"', '{', '}', '\\', ',', '[', ']', '\n', ':']) + text.slice(at + dice.next(9));
  }
  return dice.next(8) === 0 ? text.slice(0, dice.next(text.length + 1)) : text;
}

describe('events of Kubernetes audit logs in text', () => {
  const scanner = new K8sAuditScanner(PLUGIN);

  test('are those that a plain implementation finds, in whatever pieces the text comes', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const text = auditFile(dice);
        const expected = plainAudit(text);
        for (const pieces of [() => text.length + 1, () => 1 + dice.next(40)]) {
          const { records, leftOut, cuts } = scanned(scanner, text, pieces);
          const [notJson = 0, ...others] = leftOut;
          expect([text, { records, leftOut: [notJson + cuts, ...others] }]).toEqual([text, expected]);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('JSON', () => {
  const json = new JsonDocument();

  test('is read as by a plain implementation', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const text = `${pick(dice, BLANKS)}${valueText(dice, 0)}${pick(dice, [...BLANKS, 'x'])}`;
        const plain = readPlain(text);
        const isWhole = plain !== undefined && /^[ \t\n\r]*$/.test(text.slice(plain.end));
        const bytes = Buffer.from(text, 'latin1');
        json.put(bytes, 0, bytes.length);
        const root = json.read();
        expect([text, root !== NOTHING]).toEqual([text, isWhole]);
        if (!isWhole) return;
        expect(json.json(root)).toBe(compactPlain(plain.value));
        for (const written of NAMES) {
          const name = unescapedPlain(written);
          const member = json.member(root, json.name(name));
          const expected = memberOfPlain(plain.value, name);
          expect(member === NOTHING).toBe(expected === undefined);
          if (expected === undefined) continue;
          if (/^\w{2,}$/.test(name)) expect(json.mayHave(json.name(name))).toBe(true);
          expect(json.json(member)).toBe(compactPlain(expected));
          expect(json.text(member)).toBe(expected.kind === 'string' ? unescapedPlain(expected.text) : '');
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [300, true],
    [301, false],
  ])('has at most 300 levels (%d)', (levels, isJson) => {
    const bytes = Buffer.from(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    json.put(bytes, 0, bytes.length);
    expect(json.read() !== NOTHING).toBe(isJson);
  });

  test('is read whatever its size', () => {
    const bytes = Buffer.from(`[${'1,'.repeat(500_000)}"\\u00e9"]`);
    json.put(bytes, 0, bytes.length);
    const root = json.read();
    let last = NOTHING;
    let count = 0;
    for (let item = json.first(root); item !== NOTHING; item = json.next(item, root)) {
      last = item;
      count++;
    }
    expect([count, json.text(last)]).toEqual([500_001, '\u00c3\u00a9']);
  });
});
