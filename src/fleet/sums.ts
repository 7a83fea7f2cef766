import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CallSum, PeriodSums } from '../analysis/calls/call-sums.js';
import { textOf } from '../output/ndjson/text.js';

const MS = 1000;
/** Length of a period in s, and most sums of one. */
export const SUMS = { SECONDS: 10, LIMIT: 4096 } as const;
/** Most bytes of the text of a period: what is received may be anything. */
const MAX_TEXT = 64 << 20;
const MAX_NAME = 256;
const MAX_COUNT = 9e18;
const MAX_POWERS = 64;
/** Seconds of the longest period. */
const MAX_PERIOD = 86_400;
/** Years that have ns in 64 bits. */
const TIME = /^(?:19[7-9]\d|2[01]\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/** A name of captured text as a JSON string; null if it is not known. */
function nameText(name: string): string {
  if (name === '') return 'null';
  const text = textOf(name);
  return text.startsWith('{') ? JSON.stringify(text) : text;
}

/** The powers up to the last one that has calls. */
const powersText = ({ powers }: CallSum): string =>
  `[${powers.subarray(0, powers.findLastIndex((n) => n > 0) + 1).join(',')}]`;

function sumText(sum: CallSum, period: string): string {
  const [proc, type, failed] = sum.keys;
  const keys =
    type === undefined
      ? '"proc":null,"type":null,"failed":null'
      : `"proc":${nameText(String(proc))},"type":${JSON.stringify(type)},"failed":${failed}`;
  const { calls, latency, bytes } = sum;
  return `{${period},${keys},"calls":${calls},"latency":${latency},"bytes":${bytes},"latency_log2":${powersText(sum)}}\n`;
}

/** Sums as they are sent: a line of JSON for each, compressed. Their columns are those of docs/FLEET.md. */
export function sumsItem({ from, seconds, sums, rest }: PeriodSums): Buffer {
  const period = `"ts":"${new Date(from * MS).toISOString()}","seconds":${seconds}`;
  const all = rest === null ? sums : [...sums, rest];
  return gzipSync(all.map((sum) => sumText(sum, period)).join(''));
}

/** What a line of sums has, beside the period. Longer names than those of processes, and numbers beyond 64 bits, are no sums. */
const isName = (value: unknown): boolean => value === null || (typeof value === 'string' && value.length <= MAX_NAME);
const isCount = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= MAX_COUNT;
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  ts: (value) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)),
  seconds: (value) => isCount(value) && Number(value) <= MAX_PERIOD,
  proc: isName,
  type: isName,
  failed: (value) => value === null || typeof value === 'boolean',
  calls: isCount,
  latency: isCount,
  bytes: isCount,
  latency_log2: (value) => Array.isArray(value) && value.length <= MAX_POWERS && value.every(isCount),
};

/** What is wrong with a line; null for nothing. All lines of an item are of the same time. */
function faultOfLine(line: string, ts: unknown): string | null {
  const sum = JSON.parse(line) as Readonly<Record<string, unknown>> | null;
  const member = Object.entries(MEMBERS).find(([name, isValid]) => !isValid(sum?.[name]))?.[0];
  if (member !== undefined) return `a line has no valid ${member}`;
  return sum?.['ts'] === ts ? null : 'its lines are of several times';
}

/** Why a file of sums cannot be read; null if it can. */
export function checkSums(path: string): string | null {
  try {
    const text = gunzipSync(readFileSync(path), { maxOutputLength: MAX_TEXT }).toString('utf8');
    const lines = text.split('\n').slice(0, -1);
    const { ts } = JSON.parse(lines[0] ?? '{}') as { readonly ts?: unknown };
    for (const line of lines) {
      const fault = faultOfLine(line, ts);
      if (fault !== null) return fault;
    }
    return text.endsWith('\n') ? null : 'its last line has no end';
  } catch (error) {
    return (error as Error).message;
  }
}
