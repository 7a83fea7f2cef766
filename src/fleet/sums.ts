import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CallSum, PeriodSums } from '../analysis/calls/call-sums.js';
import { textOf } from '../output/ndjson/text.js';

const MS = 1000;
/** Length of a period in s, and most sums of one. */
export const SUMS = { SECONDS: 10, LIMIT: 4096 } as const;
/** Most bytes of the text of a period: what is received may be anything. */
const MAX_TEXT = 64 << 20;

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

/** Why a file of sums cannot be read; null if it can. */
export function checkSums(path: string): string | null {
  try {
    const text = gunzipSync(readFileSync(path), { maxOutputLength: MAX_TEXT }).toString('utf8');
    for (const line of text.split('\n').slice(0, -1))
      if (typeof (JSON.parse(line) as { readonly calls?: unknown } | null)?.calls !== 'number')
        return 'a line has no calls';
    return text.endsWith('\n') ? null : 'its last line has no end';
  } catch (error) {
    return (error as Error).message;
  }
}
