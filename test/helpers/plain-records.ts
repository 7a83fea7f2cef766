/** What records are, and what is in them, a second time: plain, slow, and without any code of src. */

/** A JSON value as text: members in order, texts as written. */
export type Plain =
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Plain])[] }
  | { readonly kind: 'array'; readonly items: readonly Plain[] }
  | { readonly kind: 'string' | 'number' | 'true' | 'false' | 'null'; readonly text: string };

const BLANKS = /[ \t\n\r]*/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"/y;
const NUMBER = /[-+]?(?:inf|nan)|[-+.0-9eE]+/iy;
const WORD = /true|false|null/y;
const MAX_DEPTH = 300;

/** Reads the value at the start of a text (one character a byte); undefined if there is none. */
export function readPlain(text: string): { readonly value: Plain; readonly end: number } | undefined {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const token = (character: string): boolean => {
    take(BLANKS);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const list = <Item>(closing: string, item: () => Item | undefined): Item[] | undefined => {
    const items: Item[] = [];
    if (token(closing)) return items;
    do {
      const one = item();
      if (one === undefined) return undefined;
      items.push(one);
    } while (token(','));
    return token(closing) ? items : undefined;
  };
  const value = (depth: number): Plain | undefined => {
    take(BLANKS);
    if (depth > MAX_DEPTH) return undefined;
    if (token('{')) {
      const members = list('}', () => {
        take(BLANKS);
        const key = take(TEXT);
        if (key === undefined || !token(':')) return undefined;
        const inner = value(depth + 1);
        return inner === undefined ? undefined : ([key.slice(1, -1), inner] as const);
      });
      return members && { kind: 'object', members };
    }
    if (token('[')) {
      const items = list(']', () => value(depth + 1));
      return items && { kind: 'array', items };
    }
    const string = take(TEXT);
    if (string !== undefined) return { kind: 'string', text: string.slice(1, -1) };
    const word = take(WORD);
    if (word !== undefined) return { kind: word as 'null', text: word };
    const number = take(NUMBER);
    // a sign alone is a number only where the text ends
    return number === undefined || (/^[-+]$/.test(number) && at < text.length)
      ? undefined
      : { kind: 'number', text: number };
  };
  const found = value(1);
  return found === undefined ? undefined : { value: found, end: at };
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A text without its escapes. */
export function unescapedPlain(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})(?:\\u([0-9a-fA-F]{4}))?|\\([\s\S])/g, (all, first, second, letter) => {
    if (letter !== undefined) return ESCAPES[letter] ?? all;
    const isHalf = /^d[89a-f]/i.test(first);
    if (!isHalf)
      return (
        utf8(String.fromCharCode(Number.parseInt(first, 16))) +
        (second === undefined ? '' : unescapedPlain(`\\u${second}`))
      );
    if (second === undefined) return all;
    const isPair = /^d[89ab]/i.test(first) && /^d[c-f]/i.test(second);
    return utf8(isPair ? JSON.parse(`"${all}"`) : '\ufffd');
  });
}

/** The member with a name: the first written so, else the first that is so without escapes. */
export function memberOfPlain(value: Plain | undefined, name: string): Plain | undefined {
  if (value?.kind !== 'object') return undefined;
  const found =
    value.members.find(([key]) => key === name) ?? value.members.find(([key]) => unescapedPlain(key) === name);
  return found?.[1];
}

/** A value as compact JSON. */
export function compactPlain(value: Plain): string {
  if (value.kind === 'object')
    return `{${value.members.map(([key, inner]) => `"${key}":${compactPlain(inner)}`).join(',')}}`;
  if (value.kind === 'array') return `[${value.items.map(compactPlain).join(',')}]`;
  return value.kind === 'string' ? `"${value.text}"` : value.text;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([-+])(\d\d):(\d\d))$/;

/** A time in ns since 1970, modulo 2^64; undefined if it is none. */
export function timePlain(text: string): bigint | undefined {
  const parts = TIME.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const [fraction = '', sign = '+', hours = '00', minutes = '00'] = parts.slice(7);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || day === 0) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || Number(hours) > 24 || Number(minutes) > 60) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const seconds = BigInt(date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset);
  return BigInt.asUintN(64, seconds * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0')));
}

/** Ends of an object by its braces alone; undefined if it does not end. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const byte = text[at];
    if (byte === '"') for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    if (byte === '{') depth++;
    if (byte === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

/** An object in a text. */
interface Found {
  readonly start: number;
  readonly text: string;
  readonly isWhole: boolean;
}

/** Objects in a text, outside of texts, in order. */
function objectsIn(text: string): Found[] {
  const objects: Found[] = [];
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === '"') for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    if (byte !== '{') continue;
    const end = objectEnd(text, at);
    objects.push({ start: at, text: text.slice(at, end), isWhole: end !== undefined });
    at = (end ?? text.length) - 1;
  }
  return objects;
}

/** Whether an object has a member eventTime of its own, by its braces alone. */
function saysTime(object: string): boolean {
  let depth = 0;
  for (let at = 0; at < object.length; at++) {
    const byte = object[at];
    if (byte === '{') depth++;
    if (byte === '}' && --depth === 0) return false;
    if (byte !== '"') continue;
    if (depth === 1 && /^"eventTime"[ \t\n\r]*:/.test(object.slice(at))) return true;
    for (at++; at < object.length && object[at] !== '"'; at++) if (object[at] === '\\') at++;
  }
  return false;
}

/** What a file gives: payloads with their times, and how many records are left out for each reason. */
export interface PlainRecords {
  readonly records: readonly string[];
  readonly leftOut: readonly number[];
  /** 1 if the file ends inside an object that holds records, but in none of these. */
  readonly unended: number;
}

/** Whether an object begins with a list that begins with a record. */
function beginsWithRecords(object: string): boolean {
  const start = /^\{[ \t\n\r]*"(?:[^"\\]|\\[\s\S])*"[ \t\n\r]*:[ \t\n\r]*\[[ \t\n\r]*(?=\{)/.exec(object)?.[0];
  return start !== undefined && typeof judge(object.slice(start.length)) === 'bigint';
}

/** The time of the record at the start of a text, or the index of the reason why it is left out. */
function judge(text: string): bigint | number {
  const value = readPlain(text)?.value;
  if (value === undefined) return 0;
  const time = memberOfPlain(value, 'eventTime');
  const ns = time?.kind === 'string' ? timePlain(unescapedPlain(time.text)) : undefined;
  if (ns === undefined) return 1;
  const type = memberOfPlain(value, 'eventType');
  if (type?.kind !== 'string') return 2;
  return unescapedPlain(type.text) === 'AwsCloudTrailInsight' ? 3 : ns;
}

/** Takes the objects inside an outermost one; 1 if it does not end, but each of these does. */
function takeInner(outermost: Found, inner: readonly Found[], take: (object: Found) => void): number {
  for (const one of inner) take(one);
  return outermost.isWhole || inner.some(({ isWhole }) => !isWhole) ? 0 : 1;
}

/** The records of a file that holds no record of more than 262,144 bytes. */
export function plainRecords(file: string): PlainRecords {
  const records: string[] = [];
  const leftOut = [0, 0, 0, 0];
  let unended = 0;
  const take = (object: { readonly text: string; readonly isWhole: boolean }): void => {
    if (!object.isWhole) return;
    const result = judge(object.text);
    if (typeof result === 'number') leftOut[result] = (leftOut[result] ?? 0) + 1;
    else records.push(`${result} ${object.text}`);
  };
  for (const outermost of objectsIn(file)) {
    if (!beginsWithRecords(outermost.text) && saysTime(outermost.text)) take(outermost);
    else unended = takeInner(outermost, objectsIn(outermost.text.slice(1)), take);
  }
  return { records, leftOut, unended };
}

const LIST = /^"(?:entries|receivedMessages)"[ \t\n\r]*:[ \t\n\r]*\[/;

/** Whether an object has a list of entries of its own, by its braces alone. */
function hasEntries(object: string): boolean {
  let depth = 0;
  for (let at = 0; at < object.length; at++) {
    const byte = object[at];
    if (byte === '{') depth++;
    if (byte === '}' && --depth === 0) return false;
    if (byte !== '"') continue;
    if (depth === 1 && LIST.test(object.slice(at))) return true;
    for (at++; at < object.length && object[at] !== '"'; at++) if (object[at] === '\\') at++;
  }
  return false;
}

/** What base64 stands for, in either alphabet; undefined if the text is none. */
function decodedPlain(text: string): string | undefined {
  const letters = text.replace(/=+$/, '');
  const isSound = /^[A-Za-z0-9+/_-]*$/.test(letters) && letters.length % 4 !== 1;
  return isSound ? Buffer.from(letters, 'base64').toString('latin1') : undefined;
}

/** A whole JSON value; undefined for anything else. */
export function wholePlain(text: string): Plain | undefined {
  const read = readPlain(text);
  return read !== undefined && /^[ \t\n\r]*$/.test(text.slice(read.end)) ? read.value : undefined;
}

function timeOfEntry(entry: Plain | undefined): bigint | undefined {
  const times = ['timestamp', 'receiveTimestamp'].map((name) => {
    const member = memberOfPlain(entry, name);
    return member?.kind === 'string' ? timePlain(unescapedPlain(member.text)) : undefined;
  });
  return times.find((time) => time !== undefined);
}

/** The entries of a file of GCP audit logs, of which none has more than 262,144 bytes; `before` is the time of an entry before it. */
export function plainEntries(file: string, before: bigint): PlainRecords & { readonly time: bigint } {
  const records: string[] = [];
  const leftOut = [0, 0];
  let unended = 0;
  let time = before;
  const leave = (reason: 0 | 1): void => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const keep = (payload: string): void => {
    time = timeOfEntry(wholePlain(payload)) ?? time;
    records.push(`${time} ${payload}`);
  };
  const take = ({ text, isWhole }: { readonly text: string; readonly isWhole: boolean }): void => {
    if (!isWhole) return;
    const value = readPlain(text)?.value;
    const data = memberOfPlain(memberOfPlain(value, 'message'), 'data');
    const payload = data?.kind === 'string' ? decodedPlain(unescapedPlain(data.text)) : text;
    if (value === undefined) leave(0);
    else if (payload === undefined) leave(1);
    else keep(payload);
  };
  for (const outermost of objectsIn(file)) {
    if (!hasEntries(outermost.text)) take(outermost);
    else {
      const isListed = ({ start }: Found): boolean => !/:[ \t\n\r]*$/.test(outermost.text.slice(0, start + 1));
      unended = takeInner(outermost, objectsIn(outermost.text.slice(1)).filter(isListed), take);
    }
  }
  return { records, leftOut, unended, time };
}
